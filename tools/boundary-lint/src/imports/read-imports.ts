import { parseSync, type EcmaScriptModule, type ParseResult } from 'oxc-parser';
import type { Import, SourceFile } from './import.js';
import { importsInTree } from './tree-imports.js';

/** Forms that the parser's module record leaves out need the syntax tree; most files have none of them. */
const NEEDS_TREE = /\brequire\b|\bimport\s*\(|\bimport\s*\.\s*meta\b|\bmodule\s*["']|\b(?:vi|jest)\s*\./;

/** Parses a file and lists every import in it, in the order of the source. */
export function readImports(file: string, text: string): SourceFile {
  const parsed = parseSync(file, text);
  const imports = [
    ...importsInRecord(parsed.module, text),
    ...(NEEDS_TREE.test(text) ? importsInTree(parsed.program) : []),
  ];
  return { file, text, imports: imports.sort((a, b) => a.start - b.start), parseErrors: errorsOf(parsed) };
}

function errorsOf(parsed: ParseResult): SourceFile['parseErrors'] {
  return parsed.errors
    .filter(({ severity }) => severity === 'Error')
    .map(({ message, labels }) => ({ message, start: labels[0]?.start ?? 0 }));
}

function importsInRecord(module: EcmaScriptModule, text: string): Import[] {
  const statics = module.staticImports.map(({ moduleRequest, entries, start, end }): Import => ({
    form: 'static',
    specifier: moduleRequest.value,
    typeOnly: /^import\s+type\b/.test(text.slice(start, end)) || (entries.length > 0 && entries.every((e) => e.isType)),
    names: entries.map(({ importName }) => importName.name ?? (importName.kind === 'Default' ? 'default' : '*')),
    start: moduleRequest.start,
  }));
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry): Import[] =>
      entry.moduleRequest
        ? [
            {
              form: 'export-from',
              specifier: entry.moduleRequest.value,
              typeOnly: entry.isType,
              names: [entry.importName.name ?? '*'],
              start: entry.moduleRequest.start,
            },
          ]
        : [],
    ),
  );
  const dynamics = module.dynamicImports.map(({ moduleRequest }): Import => ({
    form: 'dynamic',
    specifier: constantString(text.slice(moduleRequest.start, moduleRequest.end)),
    typeOnly: false,
    names: ['*'],
    start: moduleRequest.start,
  }));
  return [...statics, ...mergeByRequest(exports), ...dynamics];
}

/** `export { a, b } from 'x'` is one import with two names, not two. */
function mergeByRequest(imports: readonly Import[]): Import[] {
  const byStart = new Map<number, Import>();
  for (const item of imports) {
    const known = byStart.get(item.start);
    byStart.set(
      item.start,
      known ? { ...known, names: [...known.names, ...item.names], typeOnly: known.typeOnly && item.typeOnly } : item,
    );
  }
  return [...byStart.values()];
}

/** The value of a string literal or of a template without holes; `undefined` for anything computed. */
function constantString(source: string): string | undefined {
  const literal = /^(["'`])((?:(?!\1)[^\\$]|\\.)*)\1$/su.exec(source.trim());
  if (!literal) return undefined;
  return literal[2]!.includes('\\') ? unescape(literal[2]!) : literal[2];
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/giu,
    (_all, point, four, two, other) => {
      const hex = (point ?? four ?? two) as string | undefined;
      return hex === undefined ? (other as string) : String.fromCodePoint(Number.parseInt(hex, 16));
    },
  );
}
