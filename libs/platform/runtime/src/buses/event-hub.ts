import { Subject } from 'rxjs';
import type { EventBus } from '@nestjs/cqrs';
import { asError, definitionOf, MultilithError } from '@multilith/contract';
import { currentScope, unitOfWorkOf, runAtEdge, type HandlerScope } from '@multilith/data';
import { BusStream, type MessagePublisher } from './bus-stream.js';

/** What the hub hands events to. */
export interface EventHubOptions {
  /** Adds a contract event to the unit of work of the running handler. */
  publishContractEvent(event: object): void;
  /** Called with what a publisher of a module has thrown after the transaction had committed. */
  onFailure(problem: string, error: Error): void;
}

/** A stock event bus, taken apart. */
interface Channel {
  /** The publisher that the bus had, or was given since; by default it calls the handlers. */
  inner: MessagePublisher;
  /** What subscribers outside every context hear. */
  readonly heard: Subject<object>;
  readonly streams: Map<string, BusStream>;
}

/**
 * Where events go that are published through stock event buses. Those of a contract are added to the journal and reach
 * their handlers through subscriptions. The others stay in this process, at most once: their handlers run when the
 * transaction that they were published in has committed, never if it was rolled back; outside a transaction at once.
 *
 * Subscribers of the streams hear both kinds at that same moment.
 */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #channels = new WeakMap<EventBus, Channel>();

  constructor(options: EventHubOptions) {
    this.#options = options;
  }

  /** What a context hears on a bus. */
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

  /** Leads a stock bus through the hub. Its handlers go on listening to its own subject. */
  take(bus: EventBus): void {
    this.#channelOf(bus);
  }

  /**
   * Publishes events, all of them or, if one is refused, none of those after it.
   *
   * @param context the context that publishes, where no handler is on the stack
   *
   * @throws MultilithError `EVENT_NOT_AN_OBJECT`, and what a contract event is refused with
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

  /** The handler that published is done, or its transaction is: it must neither fail by this nor be joined. */
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
    // A publisher that is set later must not take the place of the journal.
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

/** To the publisher of the module, if it has set one; else to handlers and subscribers. */
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

/** The stock bus asks for the class of each event; one that has none would end the subscriptions of all handlers. */
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
