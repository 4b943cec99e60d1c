import type { Bindings } from './bindings.js';
import { argumentsOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

/** Modules that start processes, with Node's own names or as their default. */
const MODULES = /^(?:(?:node:)?child_process|cross-spawn|execa|tinyexec)$/;
const WITH_LIST = /^(?:spawn|execFile|execa|x|default)(?:Sync)?$|^sync$/;
const WITH_SHELL = /^exec(?:Sync)?$|^execaCommand(?:Sync)?$/;
/** Programs whose first argument is a file they run. */
const RUNNERS = /(?:^|[\\/])(?:node|tsx|ts-node|bun|deno|nodemon)(?:\.exe)?$/;
/** Options of Node that load the module named after them. */
const LOADS = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:=(.+))?$/s;
/** Options of Node that run the code after them. */
const EVALUATES = /^(?:-e|-p|-pe|--eval|--print)(?:=(.+))?$/s;

/** What a started process is given: a path, a module that Node loads first, or code to run. */
export interface ProcessArgument {
  readonly kind: 'path' | 'module' | 'code';
  /** `undefined` where it is computed. */
  readonly value: string | undefined;
}

const COMPUTED: ProcessArgument = { kind: 'path', value: undefined };

/** What the process that a call starts will run: `spawn('node', ['worker.js'])`, `exec('node worker.js')`. */
export function processArguments(call: Node, bindings: Bindings): ProcessArgument[] {
  const origin = bindings.originOf(call.callee as Node);
  if (!origin || !MODULES.test(origin.specifier)) return [];
  const [program, list] = argumentsOf(call);
  if (!program) return [];
  if (WITH_SHELL.test(origin.imported)) {
    const commands = bindings.fold(program);
    if (!commands) return [COMPUTED];
    return commands.flatMap((command) => judge(wordsOf(command)));
  }
  if (!WITH_LIST.test(origin.imported)) return [];
  const name = isOwnNode(program, bindings) ? 'node' : bindings.foldOne(program);
  const elements = list?.type === 'ArrayExpression' ? (list.elements as (Node | null)[]) : undefined;
  if (!elements) return list && name !== undefined && RUNNERS.test(name) ? [COMPUTED] : [];
  const values = elements.map((element) => (element ? bindings.foldOne(unwrap(element)) : undefined));
  return judge([name, ...values]);
}

/** What the options of a process or worker make it load, or where they make it look: `execArgv`, `env`, `cwd`. */
export function processOptions(call: Node, bindings: Bindings): ProcessArgument[] {
  return argumentsOf(call).flatMap((options) => {
    const flags = propertyOf(options, 'execArgv');
    const words = flags?.type === 'ArrayExpression' ? (flags.elements as (Node | null)[]) : [];
    const loaded = judge(['node', ...words.map((word) => bindings.foldOne(word ?? undefined))]);
    const folders = bindings.fold(propertyOf(options, 'cwd')) ?? [];
    return [
      ...loaded.filter(({ kind }) => kind === 'module'),
      // An address is a folder too; `process.cwd()` is where everything runs.
      ...folders.filter((folder) => folder !== '\0root').map((value): ProcessArgument => ({ kind: 'path', value })),
    ];
  });
}

/** What a text for `NODE_OPTIONS` loads. */
export const nodeOptions = (text: string): ProcessArgument[] =>
  judge(['node', ...wordsOf(text)]).filter(({ kind }) => kind === 'module');

/** `process.execPath`: the Node that runs this. */
function isOwnNode(program: Node, bindings: Bindings): boolean {
  return (
    program.type === 'MemberExpression' &&
    nameOf(program.object) === 'process' &&
    bindings.propertyName(program) === 'execPath'
  );
}

/** The words of a command for a shell, without their quotes. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|[^\s;&|<>"']+/g)].map(([all, double, single]) => double ?? single ?? all);

function judge(words: readonly (string | undefined)[]): ProcessArgument[] {
  const [program] = words;
  const runner = program !== undefined && RUNNERS.test(program);
  const found: ProcessArgument[] = [];
  let scriptMet = !runner;
  words.forEach((word, i) => {
    const option = runner ? optionOf(words[i - 1]) : undefined;
    const own = runner ? optionOf(word) : undefined;
    if (option && option.value === undefined) found.push({ kind: option.kind, value: word });
    else if (own?.value !== undefined) found.push(own);
    else if (word === undefined) {
      if (!scriptMet) found.push(COMPUTED);
    } else if (i > 0 && /\s/.test(word)) {
      // `sh -c 'node worker.js'`: a command within a word.
      found.push(...judge(wordsOf(word)));
    } else if (/[\\/\0]/.test(word)) {
      // Whatever else names a file that is there counts as well.
      found.push({ kind: 'path', value: word });
    }
    if (i > 0 && (option || own?.kind === 'code' || !word?.startsWith('-'))) scriptMet ||= option?.kind !== 'module';
  });
  return found;
}

/** An option of Node that loads a module or runs code; its value where it stands in the same word. */
function optionOf(word: string | undefined): ProcessArgument | undefined {
  const loads = LOADS.exec(word ?? '');
  if (loads) return { kind: 'module', value: loads[1] };
  const evaluates = EVALUATES.exec(word ?? '');
  return evaluates ? { kind: 'code', value: evaluates[1] } : undefined;
}
