import type { Caller, MessageKind, TraceContext } from '@multilith/contract';

/** A command or query, from sending to its answer. */
export interface CallWork {
  readonly kind: 'call';
  readonly caller: Caller;
  /** The context that handles the message. */
  readonly context: string;
  /** Name of the message, like `orders.PlaceOrder`. */
  readonly message: string;
  readonly messageKind: MessageKind;
  /** Whether it is handled in this host, sent to another host, or received from another host. */
  readonly route: 'local' | 'outgoing' | 'incoming';
  /** The version of the message if it is an earlier one than the current; `undefined` for the current version. */
  readonly earlierVersion?: number | undefined;
}

/** The commit of a transaction, from the end of its handlers to the answer of COMMIT. */
export interface CommitWork {
  readonly kind: 'commit';
  readonly context: string;
  /** Number of events that it appends to the journal. */
  readonly events: number;
  /** Further traces of the same transaction; a batch of events belongs to several traces. */
  readonly also: readonly TraceContext[];
}

/** Identifies an event. */
interface EventWork {
  /** The context that publishes it. */
  readonly publisher: string;
  /** Name of the event, like `orders.OrderPlaced`. */
  readonly event: string;
  readonly eventId: string;
}

/** The publication of an event by a handler; ends at once. */
export interface PublishWork extends EventWork {
  readonly kind: 'publish';
}

/** The copying of an event to the streams of its context, for other hosts. */
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
  /** The matching route, like `/graphql`; `undefined` for an unknown address. */
  readonly route: string | undefined;
}

/** Work that an observer sees. */
export type Work = CallWork | CommitWork | PublishWork | RelayWork | DeliverWork | RequestWork;

/** Attributes of work that become known while it runs. */
export type WorkFacts = Readonly<Record<string, string | number | boolean>>;

/** Observed work. */
export interface ObservedWork {
  /** Its trace span, the parent of work inside it; `undefined` if tracing is off. */
  readonly trace: TraceContext | undefined;
  /** Adds attributes. @param name a more specific name */
  describe(facts: WorkFacts, name?: string): void;
  /** Ends the work. @param failure the error; omit it after success */
  end(failure?: unknown): void;
}

/**
 * Observes the work of a host, for traces and metrics; `@multilith/telemetry` implements it. It is called during every
 * call, so it must be fast and must not throw.
 */
export interface WorkObserver {
  /** Called when work begins. @param parent the enclosing work; reading its `trace` may create the trace */
  begin(work: Work, parent: { readonly trace: TraceContext } | undefined): ObservedWork;
}
