import { parseSync, type EcmaScriptModule, type ParseResult } from 'oxc-parser';
import { Bindings } from './bindings.js';
import { importsInBrokenText } from './broken.js';
import { importsInComments } from './comments.js';
import { InjectionReader, mayInject } from './injection.js';
import { Loaders } from './loaders.js';
import { Locations } from './locations.js';
import { messageAt, useAt } from './messages.js';
import { mayPersist, PersistenceReader } from './persistence.js';
import type { Import, ImportForm, Message, ReExport, SourceFacts, Use } from './source-file.js';
import { nameOf, visit, type Node } from './syntax-tree.js';

/** What to look for: imports everywhere; in contracts also messages, in modules what they tell database and container. */
export type Depth = 'imports' | 'contract' | 'module';

/** Words without which a file has no import but those of the parser's module record; most files have none of them. */
const NEEDS_TREE = new RegExp(
  [
    String.raw`\brequire\b|createRequire|\\u|\bglobalThis\s*\[|\bimport\s*(?:\.|\/)`,
    String.raw`\bmodule\s*["'\/]|\bglobal\s*\[|\bexport\s+(?:type\s*)?\{\s*\}\s*from\b`,
    String.raw`\b(?:vi|vitest|jest)\b[\s\S]*(?:mock|Mock|Actual|\[)|(?:node|bun):test`,
    String.raw`["'](?:node:)?(?:fs|fs\/promises|vm|worker_threads|child_process|module)["']|fs-extra|graceful-fs`,
    String.raw`\beval\b|\bFunction\s*\(|\.\s*constructor\s*\(|\bWorker\b|\bset(?:Timeout|Interval|Immediate)\s*\(\s*["'\x60]`,
  ].join('|'),
);
const NAMESPACE = /\bimport\s+(?:type\s+)?\*/;
const NEEDS_COMMENTS = /\/\/\/\s*<|@import\b|@\w+\s*\{[^}]*\bimport\s*\(/;
const NEEDS_USES = /\buse\s*\(|\buse\s+as\b|\.\s*use\b/;
/** A message as everybody writes it; other spellings are for the tree. */
const PLAIN_MESSAGE = /\bclass\s+(\w+)\s+extends\s+(command|query|event|contractError)\s*\(\s*(["'])([\w.-]+)\3/g;

/** Lists everything a file says about other files, in the order of the source. */
export function readSource(file: string, text: string, depth: Depth = 'imports'): SourceFacts {
  const parsed = parse(file, text);
  const parseErrors = parsed.errors
    .filter(({ severity }) => severity === 'Error')
    .map(({ message, labels }) => ({ message, start: labels[0]?.start ?? 0 }));
  const { module } = parsed;
  const imports = importsInRecord(module, text);
  const facts = { messages: [] as Message[], uses: [] as Use[] };
  const inModule = depth === 'module';
  const persistence = inModule && mayPersist(text);
  const injection = inModule && mayInject(text);
  const plainMessages = depth === 'contract' ? messagesIn(text) : [];
  if (plainMessages) facts.messages.push(...plainMessages);
  const words = plainMessages === undefined || (inModule && NEEDS_USES.test(text));
  const namespaces = depth !== 'imports' && NAMESPACE.test(text);
  const wordsOfImports = NEEDS_TREE.test(text) || hasUnclearImportCall(text, imports, module);
  const comments = NEEDS_COMMENTS.test(text);
  let persistenceFacts: SourceFacts['persistence'];
  let injectionFacts: SourceFacts['injection'];
  if (persistence || injection || words || wordsOfImports || namespaces || comments) {
    const program = parsed.program as unknown as Node;
    const bindings = new Bindings(program);
    const readers = {
      loaders: new Loaders(bindings),
      locations: new Locations(bindings),
      persistence: persistence ? new PersistenceReader(bindings) : undefined,
      injection: injection ? new InjectionReader(bindings) : undefined,
    };
    const members = namespaces ? new NamespaceMembers(program) : undefined;
    const dynamic: Import[] = [];
    visit(program, (node, parent, key) => {
      if (wordsOfImports) {
        dynamic.push(...importsAt(node, parent, bindings));
        dynamic.push(...readers.loaders.importsAt(node, parent, key), ...readers.locations.importsAt(node));
      }
      readers.persistence?.read(node, parent, key);
      readers.injection?.read(node);
      members?.read(node, parent, key);
      if (!words) return;
      const message = depth === 'contract' ? messageAt(node, bindings) : undefined;
      if (message && !plainMessages) facts.messages.push(message);
      const use = useAt(node, bindings);
      if (use) facts.uses.push(use);
    });
    if (wordsOfImports) {
      dropDynamic(imports);
      imports.push(...dynamic);
    }
    if (comments) imports.push(...importsInComments(parsed.comments, firstStatement(program)));
    if (members) members.apply(imports);
    persistenceFacts = readers.persistence?.facts;
    injectionFacts = readers.injection?.facts;
  }
  if (parseErrors.length > 0) addMissing(imports, importsInBrokenText(text));
  return {
    imports: imports.sort((a, b) => a.start - b.start),
    ...exportsOf(module),
    ...facts,
    persistence: persistenceFacts,
    injection: injectionFacts,
    parseErrors,
  };
}

/** The messages of a contract by their letters; `undefined` where some class is written in another way. */
function messagesIn(text: string): Message[] | undefined {
  const classes = text.match(/\bextends\b/g)?.length ?? 0;
  if (classes === 0) return [];
  const found = [...text.matchAll(PLAIN_MESSAGE)];
  if (found.length !== classes || /\b(?:command|query|event|contractError)\s+as\b/.test(text)) return undefined;
  return found.map(([, className, kind, , wireName]) => ({
    kind: kind as Message['kind'],
    className: className!,
    wireName,
  }));
}

/** JSX in a `.js` file is no mistake where a bundler reads it, nor is `return` outside a function in CommonJS. */
function parse(file: string, text: string): ParseResult {
  const parsed = parseSync(file, text);
  if (parsed.errors.length === 0 || !/\.c?jsx?$/.test(file)) return parsed;
  for (const sourceType of ['unambiguous', 'commonjs'] as const) {
    const again = parseSync(file, text, { lang: 'jsx', sourceType });
    if (again.errors.length === 0) return again;
  }
  return parsed;
}

const firstStatement = (program: Node): number => (program.body as Node[])[0]?.start ?? Number.POSITIVE_INFINITY;

/** Whether some `import(…)` is a type, or names its file by more than a string. */
function hasUnclearImportCall(text: string, imports: readonly Import[], module: EcmaScriptModule): boolean {
  const calls = text.match(/\bimport\s*\(/g)?.length ?? 0;
  return (
    calls !== module.dynamicImports.length ||
    imports.some(({ form, specifier }) => form === 'dynamic' && specifier === undefined)
  );
}

function dropDynamic(imports: Import[]): void {
  const kept = imports.filter(({ form }) => form !== 'dynamic');
  imports.splice(0, imports.length, ...kept);
}

function addMissing(imports: Import[], more: readonly Import[]): void {
  const known = new Set(imports.map(({ specifier }) => specifier));
  imports.push(...more.filter(({ specifier }) => !known.has(specifier)));
}

function importsInRecord(module: EcmaScriptModule, text: string): Import[] {
  const statics = module.staticImports.map(({ moduleRequest, entries, start, end }) =>
    made('static', moduleRequest.value, moduleRequest.start, {
      typeOnly:
        /^import\s+type\b/.test(text.slice(start, Math.min(end, start + 40))) ||
        (entries.length > 0 && entries.every((entry) => entry.isType)),
      names: entries.map(({ importName }) => importName.name ?? (importName.kind === 'Default' ? 'default' : '*')),
    }),
  );
  const byStart = new Map<number, Import>();
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, importName, isType } of entries) {
      if (!moduleRequest) continue;
      const known = byStart.get(moduleRequest.start);
      byStart.set(
        moduleRequest.start,
        made('export-from', moduleRequest.value, moduleRequest.start, {
          names: [...(known?.names ?? []), importName.name ?? '*'],
          typeOnly: isType && known?.typeOnly !== false,
        }),
      );
    }
  const dynamics = module.dynamicImports.map(({ moduleRequest }) =>
    made('dynamic', plainString(text.slice(moduleRequest.start, moduleRequest.end)), moduleRequest.start),
  );
  return [...statics, ...byStart.values(), ...dynamics];
}

/** The value of a string without holes and escapes; anything else is for the tree to say. */
const plainString = (source: string): string | undefined => /^(["'`])([^\\$"'`]*)\1$/s.exec(source.trim())?.[2];

function importsAt(node: Node, parent: Node | undefined, bindings: Bindings): Import[] {
  switch (node.type) {
    case 'ImportExpression':
      return folded('dynamic', node.source as Node, bindings);
    case 'TSImportType':
      return folded('import-type', (node.source ?? node.argument) as Node, bindings, true);
    case 'TSExternalModuleReference':
      return folded('import-equals', node.expression as Node, bindings);
    case 'TSModuleDeclaration':
      return (node.id as Node).type === 'Literal' ? folded('augmentation', node.id as Node, bindings, true) : [];
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      // Those of the file itself stand in the module record.
      if (!node.source) return [];
      if (parent?.type === 'TSModuleBlock') return folded('ambient', node.source as Node, bindings, true);
      // `export {} from 'x'` loads x, but the record leaves it out.
      return node.type === 'ExportNamedDeclaration' && (node.specifiers as Node[]).length === 0
        ? folded('export-from', node.source as Node, bindings, node.exportKind === 'type')
        : [];
    default:
      return [];
  }
}

function folded(form: ImportForm, specifier: Node, bindings: Bindings, typeOnly = false): Import[] {
  return (bindings.fold(specifier) ?? [undefined]).map((value) =>
    made(form, value, specifier.start, { typeOnly, location: value?.startsWith('\0') ?? false }),
  );
}

function exportsOf(module: EcmaScriptModule): Pick<SourceFacts, 'reExports' | 'exports'> {
  const imported = new Map(
    module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ localName, importName }) => [
        localName.value,
        {
          specifier: moduleRequest.value,
          imported: importName.name ?? (importName.kind === 'Default' ? 'default' : '*'),
        },
      ]),
    ),
  );
  const reExports: ReExport[] = [];
  const exports: SourceFacts['exports'][number][] = [];
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, importName, exportName, localName, start } of entries) {
      const name = exportName.kind === 'Default' ? 'default' : (exportName.name ?? '*');
      exports.push({ value: name, start });
      if (moduleRequest) {
        reExports.push({ name, imported: importName.name ?? '*', specifier: moduleRequest.value });
        continue;
      }
      const from = localName.name === null ? undefined : imported.get(localName.name);
      if (from) reExports.push({ name, ...from });
    }
  return { reExports, exports };
}

/** Narrows `import * as contract` to the members that are used. */
class NamespaceMembers {
  /** Local name to the offset of its specifier. */
  readonly #locals = new Map<string, number>();
  readonly #members = new Map<string, Set<string>>();

  constructor(program: Node) {
    for (const statement of program.body as Node[])
      if (statement.type === 'ImportDeclaration')
        for (const item of statement.specifiers as Node[])
          if (item.type === 'ImportNamespaceSpecifier')
            this.#locals.set(nameOf(item.local)!, (statement.source as Node).start);
  }

  read(node: Node, parent: Node | undefined, key: string): void {
    const name = nameOf(node);
    if (name === undefined || !this.#locals.has(name) || parent?.type === 'ImportNamespaceSpecifier') return;
    if ((parent?.type === 'MemberExpression' && key === 'property' && parent.computed !== true) || key === 'key')
      return;
    const members = this.#members.get(name) ?? new Set();
    this.#members.set(name, members);
    const member =
      parent?.type === 'MemberExpression' && parent.computed !== true
        ? nameOf(parent.property)
        : parent?.type === 'TSQualifiedName'
          ? nameOf(parent.right)
          : undefined;
    members.add(member ?? '*');
  }

  apply(imports: Import[]): void {
    for (const [local, start] of this.#locals) {
      const at = imports.findIndex((item) => item.start === start);
      const item = imports[at];
      if (!item) continue;
      const others = item.names.filter((name) => name !== '*');
      imports[at] = { ...item, names: [...others, ...(this.#members.get(local) ?? [])] };
    }
  }
}

function made(
  form: ImportForm,
  specifier: string | undefined,
  start: number,
  more: Partial<Pick<Import, 'typeOnly' | 'names' | 'location'>> = {},
): Import {
  return { form, specifier, typeOnly: false, names: ['*'], start, location: false, ...more };
}
