import type { Caller, MessageKind, TraceContext } from '@multilith/contract';

/** A command or query, from the moment it is sent to its answer. */
export interface CallWork {
  readonly kind: 'call';
  readonly caller: Caller;
  /** The context that answers. */
  readonly context: string;
  /** Name of the message, like `orders.PlaceOrder`. */
  readonly message: string;
  readonly messageKind: MessageKind;
  /** Handled in this host, sent to another one, or come from another one. */
  readonly route: 'local' | 'outgoing' | 'incoming';
}

/** A transaction from the end of its handlers to the answer of COMMIT. */
export interface CommitWork {
  readonly kind: 'commit';
  readonly context: string;
  /** Events that it adds to the journal. */
  readonly events: number;
  /** Work in the same transaction that began elsewhere; a batch of events has more than one beginning. */
  readonly also: readonly TraceContext[];
}

/** What an event is known by. */
interface EventWork {
  /** The context that publishes it. */
  readonly publisher: string;
  /** Name of the event, like `orders.OrderPlaced`. */
  readonly event: string;
  readonly eventId: string;
}

/** An event that a handler adds to its transaction; over at once. */
export interface PublishWork extends EventWork {
  readonly kind: 'publish';
}

/** An event that is copied to the streams of its context, for other hosts. */
export interface RelayWork extends EventWork {
  readonly kind: 'relay';
}

/** An attempt to handle an event. */
export interface DeliverWork extends EventWork {
  readonly kind: 'deliver';
  /** The subscribing context. */
  readonly context: string;
  readonly subscription: string;
}

/** A request at an edge. */
export interface RequestWork {
  readonly kind: 'request';
  /** Its HTTP method. */
  readonly method: string;
  /** The route that answers it, like `/graphql`; `undefined` for an address that there is not. */
  readonly route: string | undefined;
}

/** A piece of work that an observer sees. */
export type Work = CallWork | CommitWork | PublishWork | RelayWork | DeliverWork | RequestWork;

/** Facts about work that are known only while it runs. */
export type WorkFacts = Readonly<Record<string, string | number | boolean>>;

/** Work that is being watched. */
export interface ObservedWork {
  /** Its place in the trace: what is done in its course belongs under it. `undefined` where traces are not watched. */
  readonly trace: TraceContext | undefined;
  /** Adds what has turned out since. @param name a better name for it */
  describe(facts: WorkFacts, name?: string): void;
  /** It is over. @param failure why it failed; leave out where it did not */
  end(failure?: unknown): void;
}

/**
 * Watches what a host does, for traces and metrics; `@multilith/telemetry` has one. It is called in the middle of every
 * call, so it must be quick and must not throw.
 */
export interface WorkObserver {
  /** Work begins. @param parent what it is done in the course of; its `trace` may be made only when it is read */
  begin(work: Work, parent: { readonly trace: TraceContext } | undefined): ObservedWork;
}
