import { readFile } from 'node:fs/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ContextDescription, EarlierCalls, HostDescription } from '@multilith/runtime/host';
import type { LatestEvent, ParkedEventRow } from '@multilith/runtime/operations';
import type { ParkedReasons, SubscriptionStatus } from '@multilith/runtime/observe';
import { EDGE_OPTIONS, graphqlApis, type EdgeOptions } from '../edge-options.js';
import { HostReference, type HostView } from '../host-reference.js';
import { FactsBoard, type TitledFacts } from './facts-board.js';
import { Shared } from './shared.js';
import type { Rates } from './throughput.js';

/** One context as the page shows it. */
export interface ContextStatus extends ContextDescription {
  /** One sentence about its purpose. */
  readonly about: string | undefined;
  /** Its schema; `undefined` if it stores no data, or runs in another host. */
  readonly schema: string | undefined;
}

/** A subscription that has parked events. */
export interface ParkedSubscription {
  readonly context: string;
  readonly subscription: string;
  /** Number of parked events, by reason, and of events that queue behind them. */
  readonly parked: number;
  readonly reasons: ParkedReasons;
  readonly queued: number;
  /** The oldest parked event. */
  readonly first: ParkedEventRow | undefined;
}

/** The state of the host at one moment. */
export interface Status {
  readonly at: Date;
  readonly host: string;
  readonly contexts: readonly ContextStatus[];
  /** `undefined` while a database does not respond. */
  readonly subscriptions: readonly SubscriptionStatus[] | undefined;
  readonly parked: readonly ParkedSubscription[];
  readonly facts: readonly TitledFacts[];
  /** The latest events published here; `undefined` while a database does not respond. */
  readonly latest: readonly LatestEvent[] | undefined;
  /** Calls to earlier versions of messages that this host handles, since it started. */
  readonly earlierCalls: readonly EarlierCalls[];
  /** Rates of this process; `undefined` if they are not counted. */
  readonly rates: Rates | undefined;
}

/** Number of latest events on the page. */
const MAX_LATEST_EVENTS = 8;

/**
 * The state is computed at most once in this time, in milliseconds, however many viewers there are, and not at all
 * without viewers.
 */
const FRESH_MS = 1_000;

/** Reads the state of the host. */
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

  /** Returns `undefined` while the host is starting. */
  async read(): Promise<Status | undefined> {
    return this.reference.host && this.#status.read();
  }

  async #workOut(): Promise<Status> {
    const host = this.reference.host!;
    const { host: name, contexts } = host.describe();
    // The wiring is known without the databases, and this page must help to find out why a database does not respond.
    const unknown = (what: string) => (error: Error) => this.#logger.warn(`${what} cannot be read`, { err: error });
    const [known, latest, facts, abouts] = await Promise.all([
      this.#subscriptions(host).catch(unknown('The state of the subscriptions')),
      host.latestEvents(MAX_LATEST_EVENTS).catch(unknown('The latest events')),
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
      earlierCalls: host.earlierCalls(),
      rates: this.options.throughput?.rates,
    };
  }

  async #subscriptions(host: HostView): Promise<Pick<Status, 'parked'> & { subscriptions: Status['subscriptions'] }> {
    const subscriptions = await host.status();
    const parked = subscriptions.flatMap(({ context, name, publishers }) => {
      const sum = (count: 'parked' | 'queued'): number => publishers.reduce((all, each) => all + each[count], 0);
      if (sum('parked') === 0) return [];
      const reasons = sumOfReasons(publishers.map((each) => each.reasons));
      return [{ context, subscription: name, parked: sum('parked'), reasons, queued: sum('queued') }];
    });
    const withFirst = parked.map(async (each) => ({
      ...each,
      first: await host.firstParked(each.context, each.subscription),
    }));
    return { subscriptions, parked: await Promise.all(withFirst) };
  }
}

const sumOfReasons = (all: readonly ParkedReasons[]): ParkedReasons => {
  const sum = (reason: keyof ParkedReasons): number => all.reduce((count, each) => count + each[reason], 0);
  return {
    failed: sum('failed'),
    unreadable: sum('unreadable'),
    interrupted: sum('interrupted'),
    missing: sum('missing'),
  };
};

const contextsOf = (
  { contexts }: HostDescription,
  schemas: ReadonlyMap<string, string>,
  abouts: ReadonlyMap<string, string>,
): ContextStatus[] =>
  contexts.map((context) => ({ ...context, about: abouts.get(context.name), schema: schemas.get(context.name) }));

/**
 * Returns the description of each context from its package.json: `The orders context: takes orders and decides how they
 * end.`
 */
async function aboutsOf(apis: EdgeOptions['apis']): Promise<ReadonlyMap<string, string>> {
  const abouts = graphqlApis(apis).map(async ({ context, sdl }): Promise<[string, string][]> => {
    const text = await readFile(new URL('../../package.json', sdl), 'utf8').catch(() => '{}');
    const { description } = JSON.parse(text) as { description?: string };
    const about = description?.replace(/^The \S+ context: /, '');
    return about ? [[context, `${about[0]!.toUpperCase()}${about.slice(1)}`]] : [];
  });
  return new Map((await Promise.all(abouts)).flat());
}
