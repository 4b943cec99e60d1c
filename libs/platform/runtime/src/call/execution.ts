import type { Caller, Content, TraceContext } from '@multilith/contract';
import type { EdgeScope, HandlerScope, QueryWork } from '@multilith/data';
import type { WorkObserver } from '../observation/work-observer.js';
import type { CallerSignal } from './caller-signal.js';
import type { HandlerBinding } from './handler-binding.js';

/** Options of a call. */
export interface ExecutionOptions<Binding extends HandlerBinding> {
  readonly binding: Binding;
  readonly message: object;
  readonly caller: Caller;
  /** The scope the call was made in; `undefined` outside every scope. */
  readonly ambient: HandlerScope | EdgeScope | undefined;
  /** Deadline, in milliseconds since the epoch. Default: none. */
  readonly deadline?: number | undefined;
  /** The idempotency key of a command. Default: none. */
  readonly key?: string | undefined;
  /** Set for a call from another host. */
  readonly arrival?: Arrival | undefined;
}

/** One call. A class, so that V8 uses one hidden class for all calls, whatever is set later. */
export class Execution<Binding extends HandlerBinding = HandlerBinding> implements ExecutionOptions<Binding> {
  readonly binding: Binding;
  readonly message: object;
  readonly caller: Caller;
  readonly ambient: HandlerScope | EdgeScope | undefined;
  readonly deadline: number | undefined;
  readonly key: string | undefined;
  readonly arrival: Arrival | undefined;
  /** The scope of its handler; set when the handler starts. */
  scope: HandlerScope | undefined = undefined;
  /** Whether the answer of the handler is still to be validated, by `finish`. */
  isOpen = false;
  /** The connections of a query, which `finish` gives back. */
  queryWork: QueryWork | undefined = undefined;
  /**
   * The observer and the trace span of the call; `undefined` without an observer. `trace` is `undefined` if tracing is
   * off.
   */
  watched: { readonly observer: WorkObserver; readonly trace: TraceContext | undefined } | undefined = undefined;

  constructor(options: ExecutionOptions<Binding>) {
    this.binding = options.binding;
    this.message = options.message;
    this.caller = options.caller;
    this.ambient = options.ambient;
    this.deadline = options.deadline;
    this.key = options.key;
    this.arrival = options.arrival;
  }

  /** The same call with another copy of its message. */
  with(message: object): Execution<Binding> {
    const { binding, caller, ambient, deadline, key, arrival } = this;
    const execution = new Execution<Binding>({ binding, message, caller, ambient, deadline, key, arrival });
    execution.watched = this.watched;
    return execution;
  }
}

/** Options of a call from another host: its answer is encoded before the commit. */
export interface Arrival {
  /** Whether the caller has cancelled. */
  readonly signal: CallerSignal;
  /** Encodes an answer for the transport. @throws RemoteCallError MESSAGE_TOO_LARGE */
  readonly encode: (answer: unknown) => Content;
}
