import type { Bindings } from './bindings.js';
import { argumentsOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

/** Modules that start processes, with Node's own names or as their default. */
const MODULES = /^(?:(?:node:)?child_process|cross-spawn|execa|tinyexec)$/;
const WITH_LIST = /^(?:spawn|execFile|execa|x|default)(?:Sync)?$|^sync$/;
const WITH_SHELL = /^exec(?:Sync)?$|^execaCommand(?:Sync)?$/;
/** Programs whose first argument is a file they run. */
const RUNNERS = /(?:^|[\\/])(?:node|tsx|ts-node|bun|deno|nodemon)(?:\.exe)?$/;
/** Programs that start the one named after them, with its options. */
const STARTERS =
  /(?:^|[\\/])(?:npx|bunx|pnpx|env|cross-env|cross-env-shell|dotenv|sudo|time|timeout|nice|nohup|exec|stdbuf|xvfb-run|command|start)(?:\.cmd|\.exe)?$/;
/** Shells, whose option -c takes a command. */
const SHELLS = /(?:^|[\\/])(?:sh|bash|zsh|dash|ash|ksh|fish|cmd|powershell|pwsh)(?:\.exe)?$/;
/** Programs in which Node runs a script. */
const SOURCE = /\.[mc]?[jt]sx?$/;
/** Options of Node that load the module named after them. */
const LOADS = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:=(.+))?$/s;
/** Options of Node that run the code after them. */
const EVALUATES = /^(?:-e|-p|-pe|--eval|--print)(?:=(.+))?$/s;

/** Arguments of a started process: a path, a module that Node preloads, or code to run. */
export interface ProcessArgument {
  readonly kind: 'path' | 'module' | 'code';
  /** `undefined` if it is computed. */
  readonly value: string | undefined;
}

const COMPUTED: ProcessArgument = { kind: 'path', value: undefined };

/** Returns the files that a started process runs: `spawn('node', ['worker.js'])`, `exec('node worker.js')`. */
export function processArguments(call: Node, bindings: Bindings): ProcessArgument[] {
  const origin = bindings.originOf(call.callee as Node);
  if (!origin || !MODULES.test(origin.specifier)) return [];
  const [program, list] = argumentsOf(call);
  if (!program) return [];
  if (WITH_SHELL.test(origin.imported)) {
    const commands = bindings.fold(program);
    // A command of which only the program is known runs nothing of ours, if that is not Node.
    if (!commands) return startsOther(program, bindings) ? [] : [COMPUTED];
    return commands.flatMap(commandsIn).flatMap(judge);
  }
  if (!WITH_LIST.test(origin.imported)) return [];
  const name = isOwnNode(program, bindings) ? 'node' : bindings.foldOne(program);
  const elements = list?.type === 'ArrayExpression' ? (list.elements as (Node | null)[]) : undefined;
  if (!elements) return list && name !== undefined && RUNNERS.test(name) ? [COMPUTED] : judge([name]);
  const values = elements.map((element) => (element ? bindings.foldOne(unwrap(element)) : undefined));
  return judge([name, ...values]);
}

/** Returns the files that the options of a process or worker load, and their folders: `execArgv`, `env`, `cwd`. */
export function processOptions(call: Node, bindings: Bindings): ProcessArgument[] {
  if (runsNoNode(call, bindings)) return [];
  return argumentsOf(call).flatMap((options) => {
    const flags = propertyOf(options, 'execArgv');
    const words = flags?.type === 'ArrayExpression' ? (flags.elements as (Node | null)[]) : [];
    const loaded = judge(['node', ...words.map((word) => bindings.foldOne(word ?? undefined))]);
    const folders = bindings.fold(propertyOf(options, 'cwd')) ?? [];
    return [
      ...loaded.filter(({ kind }) => kind === 'module'),
      // A folder can be a URL too; `process.cwd()` is the root.
      ...folders.filter((folder) => folder !== '\0root').map((value): ProcessArgument => ({ kind: 'path', value })),
    ];
  });
}

/** Returns the modules that a value of `NODE_OPTIONS` loads. */
export const nodeOptions = (text: string): ProcessArgument[] =>
  commandsIn(text)
    .flatMap(judgeNode)
    .filter(({ kind }) => kind === 'module');

/** `process.execPath`: the Node that runs this. */
function isOwnNode(program: Node, bindings: Bindings): boolean {
  return (
    program.type === 'MemberExpression' &&
    nameOf(program.object) === 'process' &&
    bindings.propertyName(program) === 'execPath'
  );
}

/** Whether a call starts a known program that is not Node. The check ignores its arguments and its working directory. */
function runsNoNode(call: Node, bindings: Bindings): boolean {
  const origin = bindings.originOf(call.callee as Node);
  if (!origin || !MODULES.test(origin.specifier) || origin.imported === 'fork') return false;
  const [program] = argumentsOf(call);
  if (!program || isOwnNode(program, bindings)) return false;
  const commands = bindings.fold(program);
  if (!commands) return startsOther(program, bindings);
  if (!WITH_SHELL.test(origin.imported)) return commands.every((name) => isOther(name));
  return commands.flatMap(commandsIn).every(([name]) => name !== undefined && isOther(name));
}

/** Whether a program is neither Node, nor starts Node, nor is a source that Node would run. */
const isOther = (name: string): boolean =>
  !RUNNERS.test(name) && !STARTERS.test(name) && !SHELLS.test(name) && !SOURCE.test(name);

/** Whether the first word of a command is known, though not all of it is: `git checkout ${branch}`. */
function startsOther(command: Node, bindings: Bindings): boolean {
  const first =
    command.type === 'TemplateLiteral'
      ? (command.quasis as { value: { cooked: string | null } }[])[0]!.value.cooked
      : command.type === 'BinaryExpression'
        ? bindings.foldOne(leftmost(command))
        : undefined;
  const name = /^\s*([\w.-]+)\s/.exec(first ?? '')?.[1];
  // The rest may be a command of its own, unless every word of it is computed.
  return name !== undefined && isOther(name) && !/[;&|\n]/.test(textOf(command));
}

const leftmost = (node: Node): Node => (node.type === 'BinaryExpression' ? leftmost(unwrap(node.left as Node)) : node);

/** Returns the texts in a template or sum, without computed parts. */
function textOf(node: Node): string {
  if (node.type === 'TemplateLiteral')
    return (node.quasis as { value: { cooked: string | null } }[]).map(({ value }) => value.cooked ?? '').join(' ');
  if (node.type === 'BinaryExpression')
    return `${textOf(unwrap(node.left as Node))} ${textOf(unwrap(node.right as Node))}`;
  return node.type === 'Literal' ? String(node.value) : '';
}

/** The commands in a text for a shell, each as its words, without the variables that are set for it. */
function commandsIn(text: string): string[][] {
  const commands: string[][] = [[]];
  for (const [all, double, single] of text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|&&|\|\||[;&|\n]|[^\s;&|<>"']+/g)) {
    if (/^(?:&&|\|\||[;&|\n])$/.test(all)) commands.push([]);
    else commands.at(-1)!.push(double ?? single ?? all);
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))))
    .filter(({ length }) => length > 0);
}

/** Returns the files of the workspace that a program loads or runs: none, unless it is Node or starts Node. */
function judge(words: readonly (string | undefined)[]): ProcessArgument[] {
  const [program, ...rest] = words;
  if (program === undefined)
    return rest.flatMap((word) =>
      word !== undefined && SOURCE.test(word) && /[\\/]/.test(word) ? [pathOf(word)] : [],
    );
  if (STARTERS.test(program)) {
    const next = rest.findIndex((word) => word === undefined || !/^-|^\d+\w?$|^[A-Za-z_]\w*=/.test(word));
    return next < 0 ? [] : judge(rest.slice(next));
  }
  if (RUNNERS.test(program)) return judgeNode(rest);
  // `sh -c 'node worker.js'`, and other programs that take a command in one word.
  const commands = rest.flatMap((word) => (word !== undefined && /\s/.test(word) ? commandsIn(word) : []));
  const started = commands.flatMap(judge);
  // A program that is a source, and a source that another runner is given: `pm2 start worker.js`.
  const sources = isInterpreter(program)
    ? []
    : words.filter((word) => word !== undefined && SOURCE.test(word) && /[\\/\0]/.test(word) && !/\s/.test(word));
  return [...sources.map((word) => pathOf(word!)), ...started];
}

/** Programs that run or handle files of other languages, or files as such. */
const isInterpreter = (program: string): boolean =>
  SHELLS.test(program) ||
  /(?:^|[\\/])(?:python\d?(?:\.\d+)?|pip\d?|ruby|perl|php|java|javac|go|cargo|rustc|gcc|g\+\+|clang|make|cmake|dotnet|docker(?:-compose)?|podman|kubectl|helm|terraform|git|gh|svn|psql|pg_dump|pg_restore|mysql|mysqldump|redis-cli|mongo\w*|curl|wget|ssh|scp|rsync|tar|zip|unzip|gzip|cp|mv|rm|mkdir|ls|cat|chmod|chown|ln|grep|sed|awk|find|echo|touch|open|xdg-open|code|ffmpeg|convert|magick|prettier|eslint|tsc|nats-server|protoc|which|where|kill|taskkill|ps|lsof|systemctl|apt(?:-get)?|brew)(?:\.exe|\.cmd)?$/.test(
    program,
  );

const pathOf = (value: string): ProcessArgument => ({ kind: 'path', value });

/** Reads the arguments of Node or a similar program: options that load, code to run, then the script with its arguments. */
function judgeNode(words: readonly (string | undefined)[]): ProcessArgument[] {
  const found: ProcessArgument[] = [];
  let scriptMet = false;
  words.forEach((word, i) => {
    const option = optionOf(words[i - 1]);
    const own = optionOf(word);
    if (option && option.value === undefined) found.push({ kind: option.kind, value: word });
    else if (own?.value !== undefined) found.push(own);
    else if (word === undefined) {
      if (!scriptMet) found.push(COMPUTED);
    } else if (/\s/.test(word)) found.push(...commandsIn(word).flatMap(judge));
    else if (/[\\/\0]/.test(word) && (!scriptMet || SOURCE.test(word))) found.push(pathOf(word));
    if (option || own?.kind === 'code' || !word?.startsWith('-')) scriptMet ||= option?.kind !== 'module';
  });
  return found;
}

/** An option of Node that loads a module or runs code; with its value if it is in the same word. */
function optionOf(word: string | undefined): ProcessArgument | undefined {
  const loads = LOADS.exec(word ?? '');
  if (loads) return { kind: 'module', value: loads[1] };
  const evaluates = EVALUATES.exec(word ?? '');
  return evaluates ? { kind: 'code', value: evaluates[1] } : undefined;
}
