import { readFile } from 'node:fs/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ContextDescription, HostDescription } from '@multilith/runtime/host';
import type { LatestEvent, ParkedEventRow } from '@multilith/runtime/operations';
import type { SubscriptionStatus } from '@multilith/runtime/observe';
import { EDGE_OPTIONS, graphqlApis, type EdgeOptions } from '../edge-options.js';
import { HostReference, type HostView } from '../host-reference.js';
import { FactsBoard, type TitledFacts } from './facts-board.js';
import { Shared } from './shared.js';
import type { Rates } from './throughput.js';

/** One context as the page shows it. */
export interface ContextStatus extends ContextDescription {
  /** A sentence that says what it is for. */
  readonly about: string | undefined;
  /** Its schema; `undefined` where it keeps no data, or runs elsewhere. */
  readonly schema: string | undefined;
}

/** A subscription that has parked events. */
export interface ParkedSubscription {
  readonly context: string;
  readonly subscription: string;
  /** Events that wait for a person, and those that queue behind them. */
  readonly parked: number;
  readonly queued: number;
  /** The first of them. */
  readonly first: ParkedEventRow | undefined;
}

/** What runs here and how it does, at one moment. */
export interface Status {
  readonly at: Date;
  readonly host: string;
  readonly contexts: readonly ContextStatus[];
  /** `undefined` while a database does not answer. */
  readonly subscriptions: readonly SubscriptionStatus[] | undefined;
  readonly parked: readonly ParkedSubscription[];
  readonly facts: readonly TitledFacts[];
  /** The events that the contexts here published last; `undefined` while a database does not answer. */
  readonly latest: readonly LatestEvent[] | undefined;
  /** What this process does; `undefined` where that is not counted. */
  readonly rates: Rates | undefined;
}

/** Events of the list of the latest. */
const LATEST = 8;

/** How long a state is reused, in milliseconds: viewers share it, and without viewers none is made. */
const FRESH_MS = 1_000;

/** Knows how the host is doing. */
@Injectable()
export class StatusBoard {
  readonly #logger = new Logger('IndexPage');
  readonly #abouts: Promise<ReadonlyMap<string, string>>;
  readonly #status = new Shared(() => this.#workOut(), FRESH_MS);

  constructor(
    @Inject(HostReference) private readonly reference: HostReference,
    @Inject(FactsBoard) private readonly facts: FactsBoard,
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
  ) {
    this.#abouts = aboutsOf(options.apis);
  }

  /** `undefined` while the host is starting. */
  async read(): Promise<Status | undefined> {
    return this.reference.host && this.#status.read();
  }

  async #workOut(): Promise<Status> {
    const host = this.reference.host!;
    const { host: name, contexts } = host.describe();
    // The page shows what runs here also while a database is down: operators open it to find out what is wrong.
    const unknown = (what: string) => (error: Error) => this.#logger.warn(`${what} cannot be read`, { err: error });
    const [known, latest, facts, abouts] = await Promise.all([
      this.#subscriptions(host).catch(unknown('The state of the subscriptions')),
      host.latestEvents(LATEST).catch(unknown('The latest events')),
      this.facts.read(),
      this.#abouts,
    ]);
    return {
      at: new Date(),
      host: name,
      contexts: contextsOf({ host: name, contexts }, host.schemas(), abouts),
      subscriptions: known?.subscriptions,
      parked: known?.parked ?? [],
      facts,
      latest: latest ?? undefined,
      rates: this.options.throughput?.rates,
    };
  }

  async #subscriptions(host: HostView): Promise<Pick<Status, 'parked'> & { subscriptions: Status['subscriptions'] }> {
    const subscriptions = await host.status();
    const parked = subscriptions.flatMap(({ context, name, publishers }) => {
      const sum = (count: 'parked' | 'queued'): number => publishers.reduce((all, each) => all + each[count], 0);
      return sum('parked') > 0 ? [{ context, subscription: name, parked: sum('parked'), queued: sum('queued') }] : [];
    });
    const withFirst = parked.map(async (each) => ({
      ...each,
      first: await host.firstParked(each.context, each.subscription),
    }));
    return { subscriptions, parked: await Promise.all(withFirst) };
  }
}

const contextsOf = (
  { contexts }: HostDescription,
  schemas: ReadonlyMap<string, string>,
  abouts: ReadonlyMap<string, string>,
): ContextStatus[] =>
  contexts.map((context) => ({ ...context, about: abouts.get(context.name), schema: schemas.get(context.name) }));

/** What each context says of itself in its package: `The orders context: takes orders and decides how they end.` */
async function aboutsOf(apis: EdgeOptions['apis']): Promise<ReadonlyMap<string, string>> {
  const abouts = graphqlApis(apis).map(async ({ context, sdl }): Promise<[string, string][]> => {
    const text = await readFile(new URL('../../package.json', sdl), 'utf8').catch(() => '{}');
    const { description } = JSON.parse(text) as { description?: string };
    const about = description?.replace(/^The \S+ context: /, '');
    return about ? [[context, `${about[0]!.toUpperCase()}${about.slice(1)}`]] : [];
  });
  return new Map((await Promise.all(abouts)).flat());
}
