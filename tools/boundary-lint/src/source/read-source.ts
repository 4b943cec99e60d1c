import { parseSync, type EcmaScriptModule, type ParseResult } from 'oxc-parser';
import { Bindings } from './bindings.js';
import { importsInBrokenText } from './broken.js';
import { importsInComments } from './comments.js';
import { constantsIn } from './constants.js';
import { InjectionReader, mayInject } from './injection.js';
import { LOADER_PACKAGES } from './library-loaders.js';
import { Loaders } from './loaders.js';
import { Locations } from './locations.js';
import { messageAt, useAt } from './messages.js';
import { MODULE_INTERNAL_WORDS } from './module-internals.js';
import { exportsOf, importsInRecord } from './module-record.js';
import { NamespaceMembers } from './namespace-members.js';
import { parseErrorsOf } from './parse-errors.js';
import { PersistenceReader } from './persistence.js';
import { mayPersist } from './persistence-words.js';
import { importOf, type Import, type ImportForm, type Message, type SourceFacts, type Use } from './source-file.js';
import { visit, type Node } from './syntax-tree.js';
import { STARTER_PACKAGES } from './workers.js';

/** The facts to read: imports in every file; in contracts also messages, in modules also SQL and injection. */
export type Depth = 'imports' | 'contract' | 'module';

/** Keywords that every import form outside the parser's module record needs; most files have none of them. */
const NEEDS_TREE = new RegExp(
  [
    String.raw`\brequire\b|createRequire|\bglobalThis\b|\bimport\s*(?:\.|\/)`,
    String.raw`\b_load\b|_resolveFilename|\bdlopen\b|\bReflect\s*\.\s*(?:construct|apply|get)\b|\bregisterHooks\b`,
    // `'./orders.module'` is the end of a path.
    String.raw`(?<![.-]|[^*]\/)\bmodule\s*["'\/]|\b(?:global|self|window)\s*\)?\s*\[|\bexport\s+(?:type\s*)?\{\s*\}\s*from\b`,
    MODULE_INTERNAL_WORDS,
    String.raw`getBuiltinModule|__non_webpack_require__|\brequirejs\b|\bimportScripts\b|\bSystem(?:JS)?\s*\.\s*import\b`,
    String.raw`\bdefine\s*\(|NODE_OPTIONS|\b__(?:file|dir)name\b|\[\s*["'\x60][^\]\n]*["'\x60]\s*\+`,
    String.raw`["'](?:${[...LOADER_PACKAGES, ...STARTER_PACKAGES].join('|')})["']`,
    String.raw`\b(?:vi|vitest|jest)\b[\s\S]*(?:mock|Mock|Actual|\[)|(?:node|bun):test`,
    String.raw`["'](?:node:)?(?:fs|fs\/promises|vm|worker_threads|child_process|module|cluster|timers)["']|fs-extra|graceful-fs`,
    String.raw`\beval\b|\bFunction\b|\[\s*["'\x60]constructor|\.\s*constructor\s*\)?\s*\(|\bWorker\b|\bset(?:Timeout|Interval|Immediate)\s*\(\s*["'\x60]`,
  ].join('|'),
);
/** Spellings by which a word can stand in a source without its letters. */
const ESCAPES = /\\u\{([\da-f]+)\}|\\u([\da-f]{4})|\\x([\da-f]{2})|\\\r?\n/gi;
const NAMESPACE = /\bimport\s+(?:type\s+)?\*/;
const NEEDS_COMMENTS =
  /\/\/\/\s*<|@import\b|@jsxImportSource\b|@(?:vitest|jest)-environment\b|@\w[^\n]*\{[\s\S]*?\bimport\s*\(/;
const NEEDS_USES = /\buse\s*\(|\buse\s+as\b|\.\s*use\b/;
/** A message as everybody writes it; other spellings are for the tree. */
const PLAIN_MESSAGE = /\bclass\s+(\w+)\s+extends\s+(command|query|event|contractError)\s*\(\s*(["'])([\w.-]+)\3/g;

/** Lists everything a file says about other files, in the order of the source. */
export function readSource(file: string, text: string, depth: Depth = 'imports'): SourceFacts {
  if (depthOf(text) > DEEPEST) throw new RangeError(`${file} is nested too deeply`);
  const parsed = parse(file, text);
  const parseErrors = parseErrorsOf(parsed, text);
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
  const wordsOfImports = needsTree(text) || hasUnclearImportCall(text, imports, module);
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
    constants: inModule ? constantsIn(text) : [],
    persistence: persistenceFacts,
    injection: injectionFacts,
    parseErrors,
  };
}

function needsTree(text: string): boolean {
  if (NEEDS_TREE.test(text)) return true;
  if (!text.includes('\\')) return false;
  const plain = text.replace(ESCAPES, (_all, ...codes: (string | undefined)[]) => {
    const code = Number.parseInt(codes.slice(0, 3).find((digits) => digits !== undefined) ?? '', 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
  });
  return plain !== text && NEEDS_TREE.test(plain);
}

/** The parser is native code without a limit of its own: deeper sources would end the process. */
const DEEPEST = 2_000;

/** How deeply brackets are nested, those in texts included. */
function depthOf(text: string): number {
  if (text.length < 2 * DEEPEST) return 0;
  let open = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++)
    switch (text.charCodeAt(i)) {
      case 40: // (
      case 91: // [
      case 123: // {
        if (++open > deepest) deepest = open;
        break;
      case 41: // )
      case 93: // ]
      case 125: // }
        if (open > 0) open--;
        break;
      default:
    }
  return deepest;
}

/** Reads the messages of a contract from its text; `undefined` if a class has another form. */
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

/** JSX in a `.js` file is allowed, because bundlers read it; so is `return` outside a function, because of CommonJS. */
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
    importOf(form, value, specifier.start, { typeOnly, location: value?.startsWith('\0') ?? false }),
  );
}
