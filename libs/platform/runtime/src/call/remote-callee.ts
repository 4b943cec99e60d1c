import type { Caller, MessageClass, MessageDefinition, TraceContext } from '@multilith/contract';
import type { CurrentVersion } from './current-version.js';
import type { EdgeScope, HandlerScope } from '@multilith/data';

/** A message that can be sent. */
export interface BoundMessage {
  readonly type: MessageClass;
  /** The definition of the message; for a private message, a synthetic one. */
  readonly definition: MessageDefinition;
  /** The current version of the message, if this is an earlier one. */
  readonly current?: CurrentVersion | undefined;
}

/** A call to another host. */
export interface OutgoingCall {
  readonly binding: BoundMessage;
  readonly message: object;
  readonly caller: Caller;
  /** The scope the call was made in; `undefined` outside every scope. */
  readonly ambient: HandlerScope | EdgeScope | undefined;
  /** Deadline, in milliseconds since the epoch; `undefined`: none. */
  readonly deadline: number | undefined;
  /** The idempotency key of a command. */
  readonly key: string | undefined;
  /** Its trace span; `undefined` without an observer. */
  readonly watched: { readonly trace: TraceContext | undefined } | undefined;
}

/** The port through which the call path calls a context in another host. */
export interface RemoteCallee {
  /**
   * Calls the handler in the other host. Ends by the deadline.
   *
   * @param retries how often the call may be retried, where that is safe and the retry budget allows it
   * @param seen returns the error that the caller sees for one that ends the call
   * @throws what `seen` returns
   */
  call(call: OutgoingCall, retries: number, seen: (error: unknown) => Error): Promise<unknown>;
}
