import { parseJsonc } from '../workspace/path-mappings.js';
import { importOf, Place, type Import, type SourceFacts } from './source-file.js';

interface TsConfig {
  readonly compilerOptions?: {
    readonly types?: unknown;
    readonly typeRoots?: unknown;
    readonly rootDirs?: unknown;
    readonly jsxImportSource?: unknown;
  };
  readonly files?: unknown;
  readonly include?: unknown;
  readonly references?: readonly { readonly path?: unknown }[];
}

/** Returns the facts of a tsconfig: the files that a package sees without an import. `paths` count if an import uses them. */
export function readTsConfig(text: string): SourceFacts {
  const { compilerOptions = {}, files, include, references = [] } = parseJsonc(text) as TsConfig;
  const { types, typeRoots, rootDirs, jsxImportSource } = compilerOptions;
  const places = [typeRoots, rootDirs, files, include, references.map(({ path }) => path)].flatMap(textsIn);
  const imports = [
    ...[types, jsxImportSource].flatMap(textsIn).map((name) => made(name, name, text, /^\.{1,2}\//.test(name))),
    ...places.map((path) => made(path, path.replace(/[^/]*[*?{].*$/s, ''), text, true)),
  ];
  return {
    imports,
    reExports: [],
    exports: [],
    messages: [],
    uses: [],
    constants: [],
    persistence: undefined,
    injection: undefined,
    parseErrors: [],
  };
}

const textsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');

function made(written: string, specifier: string, text: string, location: boolean): Import {
  const start = Math.max(0, text.indexOf(JSON.stringify(written)));
  const path = location && !specifier.startsWith('/') ? `${Place.folder}/${specifier}` : specifier;
  return importOf('tsconfig', path, start, { typeOnly: true, names: [], location });
}
