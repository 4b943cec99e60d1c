import ts from 'typescript';

const OWN_FILE = /\bnew URL\(\s*(["'])(\.{1,2}\/[^"']+)\1\s*,\s*import\.meta\.url\s*\)/g;

/** What a compiled module loads. */
export interface Imports {
  /** Specifiers of static and of dynamic imports. */
  readonly modules: readonly string[];
  /** Files beside it, named by `new URL('…', import.meta.url)`. */
  readonly files: readonly string[];
}

/** Reads what a compiled module loads. A dynamic import counts where its specifier is a literal. */
export function importsOf(text: string): Imports {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return {
    modules: [...new Set(importedFiles.map(({ fileName }) => fileName))],
    files: [...text.matchAll(OWN_FILE)].map(([, , path]) => path!),
  };
}
