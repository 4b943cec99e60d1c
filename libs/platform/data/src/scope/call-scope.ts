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

/** What an edge knows of a request before any handler runs. */
export interface EdgeRequest {
  /** Who asks. Default: no one has signed in. */
  readonly principal?: Principal;
  /** The trace the request belongs to. Default: a new one. */
  readonly trace?: TraceContext;
  /** When the answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number;
}

/** What an execution of a handler holds of the database of its context. */
export interface DataAccess {
  /** Whether it is over, so that what still uses it was left behind. */
  readonly hasEnded: boolean;
}

/** What is known of an execution of a handler before it begins. */
export interface HandlerScopeOptions {
  /** The message that is handled. */
  readonly definition: Pick<MessageDefinition, 'name' | 'context' | 'kind'>;
  readonly caller: Caller;
  /** On whose behalf it runs. Default: no one has signed in. */
  readonly principal?: Principal | undefined;
  /** When its answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number | undefined;
  /** Default: the work has no key, so it is not recognised when it is repeated. */
  readonly idempotencyKey?: string | undefined;
  /** The trace, or the scope to take it from. Default: a new trace. */
  readonly trace?: TraceContext | { readonly trace: TraceContext } | undefined;
  /** The event that is handled. Default: none. */
  readonly event?: CurrentCall['event'];
  /** The unit of work or the query work. Default: none, for a context without a database. */
  readonly data?: DataAccess | undefined;
  /** The execution in the same context that this one is a part of; it fails and is repeated with that one. Default: none. */
  readonly partOf?: HandlerScope | undefined;
}

/** The call context of one execution of a handler: what travels with it through every await, without being passed along. */
export class HandlerScope implements CurrentCall, KeepsPersonalParts {
  personal: PersonalParts | undefined = undefined;
  within: HandlerScope | undefined = undefined;
  #trace: TraceContext | { readonly trace: TraceContext } | undefined;
  #commandsSent = 0;
  /** The unit of work that it takes part in, or what a query handler holds; `unitOfWorkOf` and `queryWorkOf` tell them apart. */
  data: DataAccess | undefined;
  /** Whether it is a query that may not write. */
  isReadOnly = false;
  readonly definition: Pick<MessageDefinition, 'name' | 'context' | 'kind'>;
  readonly caller: Caller;
  readonly principal: Principal | undefined;
  readonly deadline: number | undefined;
  readonly idempotencyKey: string | undefined;
  readonly event: CurrentCall['event'];
  readonly partOf: HandlerScope | undefined;

  constructor(options: HandlerScopeOptions) {
    this.definition = options.definition;
    this.caller = options.caller;
    this.principal = options.principal;
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
  /** Taken from the caller's scope, or made, when first read: untraced local calls do not pay for randomness. */
  get trace(): TraceContext {
    const source = (this.#trace ??= newTrace());
    return 'trace' in source ? (this.#trace = source.trace) : source;
  }
  /** Whether its data access is over, so that what still runs was left behind. */
  get hasEnded(): boolean {
    return this.data?.hasEnded ?? false;
  }
  /** The execution that is repeated as a whole, with everything that is part of it, under one key. */
  get work(): HandlerScope {
    return this.idempotencyKey === undefined && this.partOf ? this.partOf.work : this;
  }
  /** Counts the commands this work sends to other contexts, so that repeated work gives them the same keys. */
  nextCommand(): number {
    return this.#commandsSent++;
  }
  /** Whether running it again repeats nothing in other contexts. */
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
    this.deadline = request.deadline && patientDeadline(request.deadline);
    this.trace = request.trace ?? newTrace();
  }
}

const scopes = new AsyncLocalStorage<HandlerScope | EdgeScope>();

/** The handler or edge scope of the running code. */
export const ambientScope = (): HandlerScope | EdgeScope | undefined => scopes.getStore();

/** The scope of the running handler; `undefined` outside one. */
export function currentScope(): HandlerScope | undefined {
  const scope = scopes.getStore();
  return scope instanceof HandlerScope ? scope : undefined;
}

/** The trace of the running handler or request, for logs. */
export const currentTrace = (): TraceContext | undefined => scopes.getStore()?.trace;

/** A text without what contracts mark as personal in what the running handler works with, for logs. */
export const currentlyWithoutPersonal = (text: string): string => currentScope()?.personal?.hide(text) ?? text;

/** Runs a handler inside its scope. */
export const runInScope = <T, A extends unknown[]>(scope: HandlerScope, fn: (...args: A) => T, ...args: A): T =>
  scopes.run(scope, fn, ...args);

/** Runs a function outside every scope, for work that belongs to no call. */
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
