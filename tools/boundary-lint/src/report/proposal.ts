import type { Finding } from '../rules/rule.js';
import type { Scene } from '../rules/scene.js';
import type { Message } from '../source/source-file.js';
import type { Unit } from '../workspace/unit.js';
import { wantedOf, type Wanted, type WantedKind } from './wanted.js';

/** Words of class names that carry no meaning. */
const NOISE = new Set(
  'get list find create update delete remove add set service repository entity module handler controller store api dto model event command query error exception by of the for to from table default resolver impl id'.split(
    ' ',
  ),
);
/** Maximum number of proposals in one finding. */
const MOST = 3;

/** Returns messages that can replace the forbidden import. */
const INSTEAD: Readonly<Record<WantedKind, readonly Message['kind'][]>> = {
  event: ['event'],
  command: ['command'],
  query: ['query'],
  error: ['contractError'],
  type: ['query'],
  enum: [],
  constant: [],
  function: ['query', 'command'],
  infrastructure: [],
  module: ['command', 'query', 'event'],
  data: ['command', 'query', 'event'],
  service: ['command', 'query'],
};

/**
 * The way that is allowed: what a contract offers in place of what was wanted, or the skeleton of it to add.
 * @param finding says what was reached for: classes, types, tables, tokens
 */
export function propose(owner: Unit, finding: Finding, scene: Scene): string {
  const contract = scene.workspace.contractOf(owner.name);
  const proposal = new Proposal(owner.name, contract, scene);
  const byKind = new Map<WantedKind, Wanted[]>();
  for (const wanted of wantedOf(finding, scene)) byKind.set(wanted.kind, [...(byKind.get(wanted.kind) ?? []), wanted]);
  return [...byKind]
    .slice(0, MOST)
    .map(([kind, wanted]) => proposal.for(kind, wanted))
    .join(' ');
}

class Proposal {
  readonly #context: string;
  readonly #contract: Unit | undefined;
  readonly #scene: Scene;
  readonly #packageName: string;

  constructor(context: string, contract: Unit | undefined, scene: Scene) {
    this.#context = context;
    this.#contract = contract;
    this.#scene = scene;
    this.#packageName = contract?.packageName ?? contract?.folder ?? `the contract of '${context}'`;
  }

  for(kind: WantedKind, wanted: readonly Wanted[]): string {
    const same = wanted.find(({ name }) => this.#exports(name));
    if (same) return `${this.#packageName} has ${same.name} already; import it from there.`;
    const offered = this.#scene.offered(this.#context, ...INSTEAD[kind]);
    const words = new Set(wanted.flatMap(({ name }) => wordsOf(name)));
    const fitting = offered.filter(({ className }) => wordsOf(className).some((word) => words.has(word)));
    if (fitting.length > 0)
      return `${this.#packageName} offers ${fitting.map(({ kind: of, className }) => `${className} (${of})`).join(', ')}.${AFTERWARDS[kind] ?? ''}`;
    const known =
      offered.length > 0
        ? `${this.#packageName} offers ${offered.map(({ className }) => className).join(', ')}. None fits? `
        : '';
    return known + this.#skeleton(kind, wanted[0]?.name ?? '');
  }

  /** Whether the contract itself exports a name, so that only the specifier of the import is wrong. */
  #exports(name: string): boolean {
    if (name === '' || !this.#contract) return false;
    return this.#scene.files.some(
      ({ from, path, source }) =>
        from === this.#contract &&
        /\/index\.[mc]?[jt]s$/.test(path) &&
        source.exports.some(({ value }) => value === name),
    );
  }

  #skeleton(kind: WantedKind, name: string): string {
    const context = this.#context;
    const subject = subjectOf(name, context);
    const add = `Add to ${this.#packageName}:`;
    const shape = 'z.object({ /* … */ })';
    const ask = (className: string): string =>
      `${add} export class ${className} extends query('${context}.${className}', { input: ${shape}, output: ${shape} }) {}`;
    switch (kind) {
      case 'event': {
        const className = withoutSuffix(name, /(?:Domain|Integration)?Events?$/) || subject;
        return `${add} export class ${className} extends event('${context}.${className}', { payload: ${shape}, key: ({ id }) => id }) {} Publish it there, and hear it here with subscription(…) in the module file and a class with @EventsHandler(${className}).`;
      }
      case 'command': {
        const className = withoutSuffix(name, /Command(?:Handler)?$/) || subject;
        return `${add} export class ${className} extends command('${context}.${className}', { input: ${shape}, output: ${shape} }) {} Send it with the CommandBus.`;
      }
      case 'query': {
        const plain = withoutSuffix(name, /Query(?:Handler)?$/) || subject;
        return `${ask(ASKS.test(plain) ? plain : `Get${plain}`)} Send it with the QueryBus.`;
      }
      case 'error': {
        const className = withoutSuffix(name, /(?:Error|Exception)s?$/) || subject;
        return `${add} export class ${className} extends contractError('${context}.${className}', { message: '…' }) {} List it in the errors of the message that fails with it, and catch it by instanceof.`;
      }
      case 'type': {
        const typeName = pascal(name) || subject;
        return `${add} export const ${typeName} = ${shape}; export type ${typeName} = z.infer<typeof ${typeName}>; Or declare here what is needed of it.`;
      }
      case 'enum':
        return `${add} export const ${name} = z.enum([/* … */]); export type ${name} = z.infer<typeof ${name}>;`;
      case 'constant':
        return `${add} export const ${name} = …; if both sides have to agree on it. Else declare one here.`;
      case 'function':
      case 'infrastructure':
        return `If ${name || 'it'} knows nothing of '${context}', move it to shared code or keep a copy. Else let '${context}' do the work: ${lowerFirst(ask(`Get${subject}`))}`;
      case 'module':
        return `Take ${name} out: the host puts modules together, and they reach each other by messages. ${ask(`Get${subject}`)}`;
      case 'service':
        return `${ask(`Get${subject}`)} Or a command, if it is to change something.`;
      case 'data':
        return `${ask(`Get${subject}`)} Or keep a copy here from its events.`;
    }
  }
}

/** Returns the instruction for a message that fits. */
const AFTERWARDS: Partial<Readonly<Record<WantedKind, string>>> = {
  event: ' Hear it with subscription(…) in the module file and a class with @EventsHandler.',
  error: ' Catch it by instanceof.',
};
/** First words of the names of queries. */
const ASKS = /^(?:Get|Find|List|Count|Search|Has|Is|Check|Load|Fetch|Read|Lookup|Ask)(?=[A-Z]|$)/;

const withoutSuffix = (name: string, suffix: RegExp): string => pascal(name.replace(suffix, ''));
const pascal = (name: string): string =>
  name
    .replace(/(?:^|[^A-Za-z\d]+)([A-Za-z\d])/g, (_all, letter: string) => letter.toUpperCase())
    .replace(/[^A-Za-z\d]/g, '');
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Returns the name of a skeleton. */
function subjectOf(name: string, context: string): string {
  const words = name
    .replace(/^.*[.: ]/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '' && !NOISE.has(word.toLowerCase()));
  const parts = words.length > 0 ? words : context.split('-');
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('');
}

/** Returns the words of a name, singular and in lower case. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<=..)s$/, ''))
    .filter((word) => word.length > 1 && !NOISE.has(word));
