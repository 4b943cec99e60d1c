import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandHandlerNotFoundException, QueryHandlerNotFoundException, type Command, type Query } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import {
  definitionOf,
  encodeMessage,
  type Contract,
  type MessageClass,
  type Principal,
  MultilithError,
} from '@multilith/contract';
import { earlierForms, MultilithRuntime, runAtEdge, type ContextDatabase } from '@multilith/runtime/host';
import {
  readStoredEvent,
  undeliveredEvents,
  type StoredEvent,
  type UndeliveredEvents,
} from '@multilith/runtime/operations';
import { eventKeyOf, HandlerScope, runInScope } from '@multilith/data';
import { callSite, pointAt, type CallSite } from './call-site.js';
import type { TestHosts } from './hosts.js';

/** Sends commands and queries. */
export interface Sender {
  /** Sends a command or query and returns its typed answer. */
  execute<R>(message: Command<R> | Query<R>): Promise<R>;
}

const SETTLE_TIMEOUT_MS = 15_000;
const POLL_MS = 10;

/** A context that runs alone, surrounded by fakes. Created by `testContext`. */
export class ContextUnderTest implements Sender {
  #hosts: TestHosts | undefined;
  #stop: () => Promise<void> = async () => {};

  constructor(
    readonly contract: Contract,
    private readonly principal: Principal | undefined,
  ) {}

  /** Called by `testContext` when the context has started. */
  attach(hosts: TestHosts, stop: () => Promise<void>): void {
    this.#hosts = hosts;
    this.#stop = stop;
  }

  /** Called by `testContext` after the specs. */
  stop(): Promise<void> {
    return this.#stop();
  }

  execute<R>(message: Command<R> | Query<R>): Promise<R> {
    return this.#sendAtEdge(message, this.principal, callSite(this.execute));
  }

  /** Sends as a principal at an edge; `undefined` means not signed in. */
  as(principal: Principal | undefined): Sender {
    const execute: Sender['execute'] = (message) => this.#sendAtEdge(message, principal, callSite(execute));
    return { execute };
  }

  #sendAtEdge<R>(message: Command<R> | Query<R>, principal: Principal | undefined, site: CallSite): Promise<R> {
    return runAtEdge(principal ? { principal } : {}, () => this.#send(message, site));
  }

  /** Sends as a handler of another context, which may send `internal` messages. */
  asContext(name: string, principal?: Principal): Sender {
    const scope = (): HandlerScope =>
      new HandlerScope({
        definition: { name: `${name}.Test`, context: name, kind: 'query' },
        caller: { kind: 'edge', name: 'test' },
        principal,
      });
    const execute: Sender['execute'] = (message) => {
      const site = callSite(execute);
      return runInScope(scope(), () => this.#send(message, site, name));
    };
    return { execute };
  }

  /**
   * Commits an event to its publisher's journal, as if that context had published it: in its version, and in the earlier
   * versions that it has downcasts to. An event of an earlier class is what an older release has published. Returns the
   * event's id.
   */
  async publish(event: object): Promise<string> {
    const definition = definitionOf(event)!;
    const unitOfWork = this.#databaseOf(definition.context).begin();
    const eventId = randomUUID();
    const trace = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
    const earlier = earlierForms(event);
    unitOfWork.publish({
      eventId,
      name: definition.name,
      version: definition.version,
      key: eventKeyOf(event),
      payload: encodeMessage(event),
      headers: { trace, ...(earlier ? { earlier } : {}) },
      occurredAt: new Date(),
    });
    await unitOfWork.commit();
    return eventId;
  }

  /**
   * Waits until every subscription of the context has handled all events.
   * @throws MultilithError `TEST_EVENTS_PARKED` if an event was parked, `TEST_NOT_SETTLED` after 15 seconds
   */
  async settled(): Promise<void> {
    const giveUpAt = Date.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const undelivered = await this.#undelivered();
      if (undelivered.length === 0) break;
      if (Date.now() > giveUpAt)
        throw new MultilithError(
          'TEST_NOT_SETTLED',
          `Not settled after ${SETTLE_TIMEOUT_MS / 1_000} s: ${JSON.stringify(undelivered)}.`,
          'See what the handlers of these subscriptions wait for.',
        );
      await sleep(POLL_MS);
    }
    const parked = await this.parked();
    if (parked.length > 0)
      throw new MultilithError(
        'TEST_EVENTS_PARKED',
        `Events were parked: ${JSON.stringify(parked)}.`,
        'Correct their handlers; a spec that expects them reads parked() and does not wait for settled().',
      );
  }

  async #undelivered(): Promise<UndeliveredEvents[]> {
    const pools = new Map([...this.#databases()].map(([context, { pool }]) => [context, pool]));
    return (await undeliveredEvents(pools)).filter(({ count }) => count > 0);
  }

  /** Returns parked events, with their last error. */
  async parked(): Promise<Record<string, unknown>[]> {
    return this.dataSource.query(
      `SELECT subscription, publisher, position::text, status, last_error FROM parked_event WHERE status = 'parked'`,
    );
  }

  /**
   * Returns the events of a class in the context's own journal, oldest first, in the version of the class.
   * @throws MultilithError `CONTRACT_MISMATCH` if the class cannot read one of them
   */
  async published<E extends object>(event: MessageClass<E>): Promise<E[]> {
    const rows: StoredEvent[] = await this.dataSource.query(
      'SELECT event_id AS "eventId", version, payload, headers FROM journal WHERE name = $1 ORDER BY id',
      [definitionOf(event)!.name],
    );
    return rows.map((row) => readStoredEvent(event, row, 'the test'));
  }

  /** Returns a provider of the application, such as a port that the test wants to control. */
  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.#running().subject.app.get<T>(token as never, { strict: false });
  }

  /** Returns the context's own data source, for reading what was stored. */
  get dataSource(): DataSource {
    return this.#databaseOf(this.contract.name).dataSource;
  }

  /** @param context the context that sends it. Default: an edge */
  async #send<R>(message: Command<R> | Query<R>, site: CallSite, context?: string): Promise<R> {
    const { around, neighbours } = this.#running();
    const sender = (context === undefined ? undefined : neighbours.get(context)) ?? around;
    const { commandBus, queryBus } = sender.app.get(MultilithRuntime);
    const bus = definitionOf(message)?.kind === 'query' ? queryBus : commandBus;
    try {
      return await (bus as { execute(sent: object): Promise<R> }).execute(message);
    } catch (error) {
      const isMissing =
        error instanceof CommandHandlerNotFoundException || error instanceof QueryHandlerNotFoundException;
      throw pointAt(site, isMissing ? (this.#undeclared(message) ?? error) : error);
    }
  }

  /** Returns why this test has no handler of a message; `undefined` if the message belongs to the tested context. */
  #undeclared(message: object): MultilithError | undefined {
    const definition = definitionOf(message);
    const { name: own } = this.contract;
    if (!definition || definition.context === own) return undefined;
    return new MultilithError(
      'UNDECLARED_USE',
      `A spec of '${own}' sends ${definition.name}, but '${own}' does not declare that it uses '${definition.context}', so that context is not in the test.`,
      `Add use(${definition.context}, { timeout, whenUnavailable }) to the uses of '${own}' if its handlers call it, or fake(${message.constructor.name}, …) to the test context if only the spec does.`,
    );
  }

  #running(): TestHosts {
    if (!this.#hosts)
      throw new MultilithError(
        'TEST_NOT_STARTED',
        `The context '${this.contract.name}' has not started.`,
        'Use it inside it(…) or beforeEach(…).',
      );
    return this.#hosts;
  }

  #databases(): ReadonlyMap<string, ContextDatabase> {
    return new Map(this.#running().all.flatMap(({ app }) => [...app.get(MultilithRuntime).databases]));
  }

  #databaseOf(context: string): ContextDatabase {
    const database = this.#databases().get(context);
    if (!database)
      throw new MultilithError(
        'TEST_CONTEXT_UNKNOWN',
        `Context '${context}' is neither tested nor faked here, or stores nothing.`,
        'Add fake(…) of one of its messages, or name another context.',
      );
    return database;
  }
}
