import type { Caller, MessageClass, MessageDefinition, TraceContext } from '@multilith/contract';
import type { EdgeScope, HandlerScope } from '@multilith/data';

/** A message that can be sent. */
export interface BoundMessage {
  readonly type: MessageClass;
  /** The definition of the message; for a private message one that the runtime makes up. */
  readonly definition: MessageDefinition;
}

/** A call that leaves this host. */
export interface OutgoingCall {
  readonly binding: BoundMessage;
  readonly message: object;
  readonly caller: Caller;
  /** The scope the call was made in; `undefined` outside every scope. */
  readonly ambient: HandlerScope | EdgeScope | undefined;
  /** When its answer stops being useful, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** The idempotency key of a command. */
  readonly key: string | undefined;
  /** Its place in the trace; `undefined` without an observer. */
  readonly watched: { readonly trace: TraceContext | undefined } | undefined;
}

/** A context that another host runs, as the call path sees it. */
export interface RemoteCallee {
  /**
   * Calls the handler in the other host. Ends by the deadline.
   *
   * @param retries how often the call may be retried where that is safe
   * @throws ContractError, RemoteCallError
   */
  call(call: OutgoingCall, retries: number): Promise<unknown>;
}
