import type { Caller, JsonValue, TraceContext } from '@multilith/contract';
import type { EdgeScope, HandlerScope } from '@multilith/data';
import type { WorkObserver } from '../observation/work-observer.js';
import type { CallerSignal } from './caller-signal.js';
import type { HandlerBinding } from './handler-binding.js';

/** What a call consists of. */
export interface ExecutionOptions<Binding extends HandlerBinding> {
  readonly binding: Binding;
  readonly message: object;
  readonly caller: Caller;
  /** The scope the call was made in; `undefined` outside every scope. */
  readonly ambient: HandlerScope | EdgeScope | undefined;
  /** When its answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number | undefined;
  /** The idempotency key of a command. Default: none. */
  readonly key?: string | undefined;
  /** Set for a call from another host. */
  readonly arrival?: Arrival | undefined;
}

/** One call on its way to its handler. A class, so that V8 has one hidden class for all calls, whatever is set later. */
export class Execution<Binding extends HandlerBinding = HandlerBinding> implements ExecutionOptions<Binding> {
  readonly binding: Binding;
  readonly message: object;
  readonly caller: Caller;
  readonly ambient: HandlerScope | EdgeScope | undefined;
  readonly deadline: number | undefined;
  readonly key: string | undefined;
  readonly arrival: Arrival | undefined;
  /** The scope that its handler runs in; set when it begins. */
  scope: HandlerScope | undefined = undefined;
  /** The observer, if there is one, and the place in the trace if traces are on. */
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

/** What is different about a call from another host: its answer is wanted in the JSON form, before anything is committed. */
export interface Arrival {
  /** Whether the caller has given up. */
  readonly signal: CallerSignal;
  /** The JSON form of an answer. @throws RemoteCallError MESSAGE_TOO_LARGE */
  readonly encode: (answer: unknown) => JsonValue;
}
