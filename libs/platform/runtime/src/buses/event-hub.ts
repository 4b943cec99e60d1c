import { Subject } from 'rxjs';
import type { EventBus } from '@nestjs/cqrs';
import { asError, definitionOf, MultilithError } from '@multilith/contract';
import { currentScope, unitOfWorkOf, runAtEdge, type HandlerScope } from '@multilith/data';
import { BusStream, type MessagePublisher } from './bus-stream.js';

/** Options of an event hub. */
export interface EventHubOptions {
  /** Adds a contract event to the unit of work of the running handler. */
  publishContractEvent(event: object): void;
  /** Called with errors that a module's publisher throws after the commit. */
  onFailure(problem: string, error: Error): void;
}

/** The parts of a stock event bus. */
interface Channel {
  /** The publisher of the bus; by default it calls the handlers. */
  inner: MessagePublisher;
  /** Stream of the subscribers outside every context. */
  readonly heard: Subject<object>;
  readonly streams: Map<string, BusStream>;
}

/**
 * Receives the events published through stock event buses. Contract events are appended to the journal and reach their
 * handlers through subscriptions. Private events stay in this process and are delivered at most once: after their
 * transaction has committed, never after a rollback; outside a transaction at once.
 *
 * Stream subscribers receive both kinds at that time.
 */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #channels = new WeakMap<EventBus, Channel>();

  constructor(options: EventHubOptions) {
    this.#options = options;
  }

  /** Returns the stream of a context on a bus. */
  streamOf(bus: EventBus, context: string): BusStream {
    const channel = this.#channelOf(bus);
    const { streams } = channel;
    const known = streams.get(context);
    if (known) return known;
    const stream = new BusStream((event) => {
      checkEvent(event);
      if (!definitionOf(event)) channel.inner.publish(event);
    });
    streams.set(context, stream);
    return stream;
  }

  /** Routes a stock bus through the hub. Its handlers keep listening to its own subject. */
  take(bus: EventBus): void {
    this.#channelOf(bus);
  }

  /**
   * Publishes events in order; if one is refused, the events after it are not published.
   *
   * @param context the publishing context, if no handler is running
   *
   * @throws MultilithError `EVENT_NOT_AN_OBJECT`, and the errors of publishing a contract event
   */
  publish(bus: EventBus, events: readonly object[], context: string | undefined, rest: unknown[]): unknown {
    const channel = this.#channelOf(bus);
    const scope = currentScope();
    const publisher = scope?.context ?? context;
    const stream = publisher === undefined ? undefined : channel.streams.get(publisher);
    const shown: object[] = [];
    for (const event of events) {
      checkEvent(event);
      const isOfContract = definitionOf(event) !== undefined;
      if (isOfContract) this.#options.publishContractEvent(event);
      if (!isOfContract || channel.heard.observed || stream?.observed || stream?.publisher) shown.push(event);
    }
    if (shown.length === 0) return undefined;
    if (!scope) return deliver(channel, stream, shown, rest);
    const work = (): void => this.#deliverSafely(scope, () => deliver(channel, stream, shown, rest));
    const unitOfWork = unitOfWorkOf(scope);
    if (unitOfWork) unitOfWork.afterCommit(work);
    else work();
    return undefined;
  }

  /** Runs delivery outside the publisher's transaction, which has ended; errors must not reach the publisher. */
  #deliverSafely({ principal, trace, message }: HandlerScope, work: () => unknown): void {
    const failed = (error: unknown): void =>
      this.#options.onFailure(`A publisher of events failed after ${message} had published.`, asError(error));
    try {
      const answer = runAtEdge({ trace, ...(principal ? { principal } : {}) }, work);
      if (answer instanceof Promise) answer.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #channelOf(bus: EventBus): Channel {
    const known = this.#channels.get(bus);
    if (known) return known;
    const heard = new Subject<object>();
    const channel: Channel = { inner: bus.publisher as MessagePublisher, heard, streams: new Map() };
    this.#channels.set(bus, channel);
    const publish = (event: object, ...rest: unknown[]): unknown => this.publish(bus, [event], undefined, rest);
    const publishAll = (events: object[], ...rest: unknown[]): unknown => this.publish(bus, events, undefined, rest);
    bus.publisher = { publish, publishAll } as typeof bus.publisher;
    // A publisher that is set later must not replace the journal.
    Object.defineProperties(bus, {
      source: { value: heard, writable: true },
      publisher: {
        get: () => channel.inner,
        set: (publisher: MessagePublisher) => {
          channel.inner = publisher;
        },
      },
    });
    return channel;
  }
}

/** Delivers to the module's publisher if it has set one, otherwise to handlers and subscribers. */
function deliver(
  { inner, heard }: Channel,
  stream: BusStream | undefined,
  events: readonly object[],
  rest: unknown[],
): unknown {
  const own = stream?.publisher;
  if (own?.publishAll && events.length > 1) return own.publishAll([...events], ...rest);
  const answers = events.map((event) => {
    if (own) return own.publish(event, ...rest);
    heard.next(event);
    stream?.emit(event);
    return definitionOf(event) ? undefined : inner.publish(event, ...rest);
  });
  return answers.length === 1 ? answers[0] : answers;
}

/**
 * Checks that an event has a class: the stock bus reads it, and an error there would end the subscriptions of all
 * handlers.
 */
function checkEvent(event: unknown): asserts event is object {
  const prototype: unknown = typeof event === 'object' && event !== null ? Object.getPrototypeOf(event) : null;
  const type: unknown = (prototype as { constructor?: unknown } | null)?.constructor;
  if (prototype !== null && (typeof type === 'function' || type === undefined)) return;
  throw new MultilithError(
    'EVENT_NOT_AN_OBJECT',
    `What was published as an event is ${event === null ? 'null' : typeof event === 'object' ? 'an object without a class' : typeof event}.`,
    'Publish an instance of an event class.',
  );
}
