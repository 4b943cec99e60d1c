import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { unwrap, type Node } from './syntax-tree.js';

/** Where a local name comes from. */
export interface ImportedName {
  readonly specifier: string;
  /** Name in the other file; `*` for all of it. */
  readonly imported: string;
}

/** A source file as a tree, with what it imports and the doc comments in it. */
export interface ParsedSource {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  /** By local name. */
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** Names that the file passes on from other files, by the name it exports. */
  readonly reExports: ReadonlyMap<string, ImportedName>;
  /** Files of which it passes on everything. */
  readonly passedOn: readonly string[];
  /** Top-level declarations by name: initialisers of constants, functions and classes. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The doc comment that the file begins with. */
  readonly firstDoc: string | undefined;
  /** Returns the text of the doc comment right before an offset; `undefined` without a comment. */
  docBefore(offset: number): string | undefined;
}

/** A top-level declaration. */
export interface Declaration {
  /** The initialiser, function or class. */
  readonly node: Node;
  /** Where its statement starts, which a doc comment precedes. */
  readonly start: number;
  readonly exported: boolean;
}

/** Files that several contracts import are asked for again and again in one run. */
const PARSED = new Map<string, ParsedSource>();

/** Parses a TypeScript file; mistakes in it are left to the compiler. */
export function parseSource(path: string, text = readFileSync(path, 'utf8')): ParsedSource {
  const known = PARSED.get(path);
  if (known?.text === text) return known;
  const source = parse(path, text);
  PARSED.set(path, source);
  return source;
}

function parse(path: string, text: string): ParsedSource {
  const parsed = parseSync(path, text);
  const program = parsed.program as unknown as Node;
  const imports = new Map<string, ImportedName>();
  for (const { moduleRequest, entries } of parsed.module.staticImports)
    for (const { importName, localName } of entries)
      imports.set(localName.value, {
        specifier: moduleRequest.value,
        imported: importName.name ?? (importName.kind === 'Default' ? 'default' : '*'),
      });
  const reExports = new Map<string, ImportedName>();
  const passedOn: string[] = [];
  for (const { entries } of parsed.module.staticExports)
    for (const { moduleRequest, importName, exportName, localName } of entries) {
      const local = localName.name === null ? undefined : imports.get(localName.name);
      if (moduleRequest && exportName.name === null) passedOn.push(moduleRequest.value);
      else if (moduleRequest)
        reExports.set(exportName.name!, { specifier: moduleRequest.value, imported: importName.name ?? '*' });
      else if (local && exportName.name !== null) reExports.set(exportName.name, local);
    }
  const docs = parsed.comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  const docBefore = (offset: number): string | undefined => {
    const doc = docs.findLast(({ end }) => end <= offset);
    return doc && text.slice(doc.end, offset).trim() === '' ? docText(doc.value) : undefined;
  };
  const [first] = docs;
  const firstDoc = first && text.slice(0, first.start).trim() === '' ? docText(first.value) : undefined;
  const declarations = declarationsOf(program);
  return { path, text, program, imports, reExports, passedOn, declarations, firstDoc, docBefore };
}

function declarationsOf(program: Node): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const statement of program.body as Node[]) {
    const exported = statement.type === 'ExportNamedDeclaration';
    const declaration = exported ? (statement.declaration as Node | null) : statement;
    if (!declaration) continue;
    const { start } = statement;
    if (declaration.type === 'ClassDeclaration' || declaration.type === 'FunctionDeclaration') {
      const name = (declaration.id as { name?: string } | null)?.name;
      if (name !== undefined) found.set(name, { node: declaration, start, exported });
    }
    if (declaration.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations as { id: { name?: string }; init: Node | null }[])
      if (id.name !== undefined && init) found.set(id.name, { node: unwrap(init), start, exported });
  }
  return found;
}

/**
 * Returns the prose of a doc comment: paragraphs and lists, each on one line, without block tags such as `@example`.
 * Links show what they name.
 */
function docText(comment: string): string | undefined {
  const lines = comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const tag = lines.findIndex((line) => /^\s*@\w/.test(line));
  const text = (tag < 0 ? lines : lines.slice(0, tag))
    .join('\n')
    .replaceAll(LINK, (_all, name: string, shown?: string) => (shown ?? name).trim())
    // A line that starts neither a paragraph nor a list item continues the line before.
    .replaceAll(/(?<=\S)\n[ \t]*(?![-*+|\n]|\d+\.|[ \t]*\n)/g, ' ')
    .trim();
  return text === '' ? undefined : text;
}

const LINK = /\{@(?:link|linkcode|linkplain)\s+([^}|\s]+)(?:[|\s]+([^}]+))?\}/g;
