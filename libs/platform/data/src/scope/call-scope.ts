import { AsyncLocalStorage } from 'node:async_hooks';
import {
  provideCurrentCall,
  type Caller,
  type CurrentCall,
  type MessageDefinition,
  type Principal,
  type TraceContext,
} from '@multilith/contract';
import { patientDeadline } from '../environment/debug-mode.js';
import type { KeepsPersonalParts, PersonalParts } from '../personal/personal-parts.js';
import { requireValidPrincipal } from './subject.js';
import { newTrace } from './trace.js';

/** A request at an edge, before any handler runs. */
export interface EdgeRequest {
  /** The principal of the request. Default: not signed in. */
  readonly principal?: Principal | undefined;
  /** The trace that the request belongs to. Default: a new trace. */
  readonly trace?: TraceContext | undefined;
  /** When the answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number | undefined;
}

/** The data access of one handler execution. */
export interface DataAccess {
  /** Whether it has ended; later use comes from code that was not awaited. */
  readonly hasEnded: boolean;
}

/** Options of one handler execution. */
export interface HandlerScopeOptions {
  /** The message that is handled. */
  readonly definition: Pick<MessageDefinition, 'name' | 'context' | 'kind'>;
  readonly caller: Caller;
  /** The principal that it runs for, or a function that is called when it is first read. Default: not signed in. */
  readonly principal?: Principal | (() => Principal | undefined) | undefined;
  /** When its answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number | undefined;
  /** Idempotency key. Default: none, so a retry is not recognised. */
  readonly idempotencyKey?: string | undefined;
  /** The trace, or the scope to take it from. Default: a new trace. */
  readonly trace?: TraceContext | { readonly trace: TraceContext } | undefined;
  /** The event that is handled. Default: none. */
  readonly event?: CurrentCall['event'];
  /** The unit of work or query work. Default: none, for a context without a database. */
  readonly data?: DataAccess | undefined;
  /** The enclosing execution in the same context; both fail and are retried together. Default: none. */
  readonly partOf?: HandlerScope | undefined;
}

/** The call context of one handler execution, carried through every await by AsyncLocalStorage. */
export class HandlerScope implements CurrentCall, KeepsPersonalParts {
  personal: PersonalParts | undefined = undefined;
  within: HandlerScope | undefined = undefined;
  #trace: TraceContext | { readonly trace: TraceContext } | undefined;
  #principal: Principal | (() => Principal | undefined) | undefined;
  #commandsSent = 0;
  /** The unit of work, or the connections of a query handler; `unitOfWorkOf` and `queryWorkOf` distinguish them. */
  data: DataAccess | undefined;
  /** Whether it is a query that may not write. */
  isReadOnly = false;
  readonly definition: Pick<MessageDefinition, 'name' | 'context' | 'kind'>;
  readonly caller: Caller;
  readonly deadline: number | undefined;
  readonly idempotencyKey: string | undefined;
  readonly event: CurrentCall['event'];
  readonly partOf: HandlerScope | undefined;

  constructor(options: HandlerScopeOptions) {
    this.definition = options.definition;
    this.caller = options.caller;
    this.#principal = options.principal;
    this.deadline = options.deadline;
    this.idempotencyKey = options.idempotencyKey;
    this.#trace = options.trace;
    this.event = options.event;
    this.data = options.data;
    this.partOf = options.partOf;
  }

  get message(): string {
    return this.definition.name;
  }
  get context(): string {
    return this.definition.context;
  }
  /** The principal; that of an event is verified when first read, because few handlers of events need one. */
  get principal(): Principal | undefined {
    if (typeof this.#principal === 'function') this.#principal = this.#principal();
    return this.#principal;
  }
  /** The trace; inherited or created when first read, so that untraced local calls do not pay for randomness. */
  get trace(): TraceContext {
    const source = (this.#trace ??= newTrace());
    return 'trace' in source ? (this.#trace = source.trace) : source;
  }
  /** Whether its data access has ended; code that still runs was not awaited. */
  get hasEnded(): boolean {
    return this.data?.hasEnded ?? false;
  }
  /** The outermost enclosing execution, which is retried as a whole under one key. */
  get work(): HandlerScope {
    return this.idempotencyKey === undefined && this.partOf ? this.partOf.work : this;
  }
  /** Returns the ordinal of the next command to another context, so that a retry derives the same keys. */
  nextCommand(): number {
    return this.#commandsSent++;
  }
  /** Whether a retry has no duplicate effect in other contexts. */
  get isRepeatable(): boolean {
    return this.idempotencyKey !== undefined || this.#commandsSent === 0;
  }
}

/** The call context of a request at an edge, before any handler runs. */
export class EdgeScope {
  readonly principal: Principal | undefined;
  readonly deadline: number | undefined;
  readonly trace: TraceContext;

  constructor(request: EdgeRequest) {
    this.principal = request.principal;
    this.deadline = request.deadline ? patientDeadline(request.deadline) : undefined;
    this.trace = request.trace ?? newTrace();
  }
}

const scopes = new AsyncLocalStorage<HandlerScope | EdgeScope>();

/** Returns the handler or edge scope of the running code. */
export const ambientScope = (): HandlerScope | EdgeScope | undefined => scopes.getStore();

/** Returns the scope of the running handler; `undefined` outside of handlers. */
export function currentScope(): HandlerScope | undefined {
  const scope = scopes.getStore();
  return scope instanceof HandlerScope ? scope : undefined;
}

/** Returns the trace of the running handler or request, for logs. */
export const currentTrace = (): TraceContext | undefined => scopes.getStore()?.trace;

/** Returns a text without the personal data of the running handler, for logs. */
export const currentlyWithoutPersonal = (text: string): string => currentScope()?.personal?.hide(text) ?? text;

/** Runs a function in the scope of a handler. */
export const runInScope = <T, A extends unknown[]>(scope: HandlerScope, fn: (...args: A) => T, ...args: A): T =>
  scopes.run(scope, fn, ...args);

/** Runs a function outside all scopes, for work that belongs to no call. */
export const runOutsideScopes = <T>(fn: () => T): T => scopes.exit(fn);

/**
 * Runs a request at an edge: the calls made inside it carry its principal, trace and deadline.
 *
 * @example runAtEdge({ principal, deadline: Date.now() + 30_000 }, () => commands.execute(new PlaceOrder({ … })));
 *
 * @throws MultilithError PRINCIPAL_INVALID
 */
export function runAtEdge<T>(request: EdgeRequest, fn: () => T): T {
  if (request.principal) requireValidPrincipal(request.principal);
  return scopes.run(new EdgeScope(request), fn);
}

provideCurrentCall(currentScope);
