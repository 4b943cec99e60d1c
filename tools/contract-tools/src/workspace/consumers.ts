import { placedFiles, type SourceInWorkspace } from '@multilith/boundary-lint';
import { readFileSync } from 'node:fs';
import { ContractSources } from '../source/contract-sources.js';
import { parseSource } from '../source/parsed-source.js';
import { usesIn, type HandlerClass, type OfferedMessage, type SubscriptionCall, type Uses } from './uses.js';

/** A part of the workspace that sends a command or query, or handles an event. */
export interface Consumer {
  /** Wire name, like `orders.OrderPlaced`. */
  readonly message: string;
  /** Version of the class that it uses. */
  readonly version: number;
  /** Name of the consuming context, or of the app. */
  readonly context: string;
  /** A module's own code and its `src/api` may run in different hosts; `app`: code outside of contexts. */
  readonly part: ConsumerPart;
  /** Files that use the message, from the workspace root. */
  readonly files: readonly string[];
  /** The durable subscription to an event. Absent for other uses of an event, such as `LiveEvents`. */
  readonly subscription?: ConsumerSubscription;
}

export type ConsumerPart = 'module' | 'api' | 'app';

/** A durable subscription. */
export interface ConsumerSubscription {
  readonly name: string;
  /** `beginning` reads the history of the journal. `undefined` if it is computed. */
  readonly start: 'beginning' | 'now' | undefined;
}

/**
 * Lists who uses the messages of the workspace's contracts, from the code: requests that are sent, and events that are
 * handled. A context that handles its own request, or publishes its own event, is not its consumer. Test code is left
 * out.
 *
 * @param root folder of the workspace
 * @example consumersOf(root).filter(({ message }) => message === 'orders.OrderPlaced')
 */
export function consumersOf(root: string): Consumer[] {
  const files = placedFiles(root).filter(({ isTest, path }) => !isTest && /\.[mc]?tsx?$/.test(path));
  const messages = offeredMessages(root, files);
  const found = new Map<string, Consumer & { files: string[] }>();
  const add = (consumer: Omit<Consumer, 'files'>, file: string): void => {
    const { message, version, context, part, subscription } = consumer;
    const key = JSON.stringify([message, version, context, part, subscription?.name ?? '']);
    const known = found.get(key);
    if (!known) found.set(key, { ...consumer, files: [file] });
    else if (!known.files.includes(file)) known.files.push(file);
  };
  for (const part of partsOf(files, messages)) part.addTo(add);
  return [...found.values()]
    .map((consumer) => ({ ...consumer, files: consumer.files.sort() }))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const PARTS: readonly ConsumerPart[] = ['module', 'api', 'app'];
const orderOf = ({ message, version, context, part, subscription }: Consumer): string =>
  [message, String(version), PARTS.indexOf(part), context, subscription?.name ?? '\uffff'].join('\0');

/** Messages by package, then by class. */
type Offers = ReadonlyMap<string, ReadonlyMap<string, OfferedMessage>>;

function offeredMessages(root: string, files: readonly SourceInWorkspace[]): Offers {
  const units = new Set(files.map(({ from }) => from).filter(({ kind }) => kind === 'contract'));
  const offers = new Map<string, Map<string, OfferedMessage>>();
  for (const { packageName, folder, name: context } of units) {
    if (packageName === undefined) continue;
    const own = new Map<string, OfferedMessage>();
    for (const { className, name, version, kind } of ContractSources.read(root, folder).classes)
      if (kind !== 'contractError') own.set(className, { name, version, kind, context });
    offers.set(packageName, own);
  }
  return offers;
}

/** The files of one part of a unit, with what they use. */
class PartUses {
  readonly #context: string;
  readonly #part: ConsumerPart;
  readonly #files: { readonly path: string; readonly uses: Uses }[] = [];

  constructor(context: string, part: ConsumerPart) {
    this.#context = context;
    this.#part = part;
  }

  read(path: string, uses: Uses): void {
    this.#files.push({ path, uses });
  }

  addTo(add: (consumer: Omit<Consumer, 'files'>, file: string) => void): void {
    const subscribed = new Set<string>();
    for (const { uses } of this.#files)
      for (const call of uses.subscriptions)
        for (const { path, handler } of this.#handlersOf(call))
          for (const { name, version } of handler.events) {
            subscribed.add(`${name} ${version}`);
            const { name: subscription, start } = call;
            add({ ...this.#consumer, message: name, version, subscription: { name: subscription, start } }, path);
          }
    for (const { path, uses } of this.#files)
      for (const { name, version, kind, context } of uses.messages) {
        // Helpers of a handler look at its events too.
        if (subscribed.has(`${name} ${version}`)) continue;
        // A module that names its own event publishes it; its API watches it.
        if (kind === 'event' && context === this.#context && this.#part === 'module') continue;
        add({ ...this.#consumer, message: name, version }, path);
      }
  }

  get #consumer(): Pick<Consumer, 'context' | 'part'> {
    return { context: this.#context, part: this.#part };
  }

  /** Handler classes of a subscription: the one in the imported file, else every one of that name. */
  #handlersOf({ handler, file }: SubscriptionCall): { path: string; handler: HandlerClass }[] {
    const named = this.#files.flatMap(({ path, uses }) =>
      uses.handlers.filter(({ className }) => className === handler).map((each) => ({ path, handler: each })),
    );
    const imported = named.filter(({ path }) => path === file);
    return imported.length > 0 ? imported : named;
  }
}

function partsOf(files: readonly SourceInWorkspace[], offers: Offers): Iterable<PartUses> {
  const parts = new Map<string, PartUses>();
  for (const { file, path, from } of files) {
    if (from.kind !== 'module' && from.kind !== 'app') continue;
    const part = from.kind === 'app' ? 'app' : path.startsWith(`${from.folder}/src/api/`) ? 'api' : 'module';
    const text = readFileSync(file, 'utf8');
    if (!text.includes('subscription') && ![...offers.keys()].some((name) => text.includes(name))) continue;
    const key = `${from.folder} ${part}`;
    if (!parts.has(key)) parts.set(key, new PartUses(from.name, part));
    const offeredHere = (specifier: string, imported: string): OfferedMessage | undefined =>
      offers.get(specifier)?.get(imported);
    parts.get(key)!.read(path, usesIn(parseSource(file, text), path, offeredHere));
  }
  return parts.values();
}
