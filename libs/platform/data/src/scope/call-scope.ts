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
import type { QueryWork } from '../unit-of-work/query-work.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { newTrace } from './trace.js';

/** What an edge knows of a request before any handler runs. */
export interface EdgeRequest {
  /** Who asks; leave out when nobody signed in. */
  readonly principal?: Principal;
  /** The trace the request belongs to. Default: a new one. */
  readonly trace?: TraceContext;
  /** When the answer stops being useful, in milliseconds since the epoch. Default: never. */
  readonly deadline?: number;
}

/** The call context: what travels with a call through every await, without being passed along. */
export interface CallScope extends CurrentCall {
  /** The transaction of the context that is being executed; `undefined` in queries and where nothing is stored. */
  readonly unitOfWork: UnitOfWork | undefined;
}

/** The call context of one execution of a handler. */
export class HandlerScope implements CallScope, KeepsPersonalParts {
  personal: PersonalParts | undefined = undefined;
  within: HandlerScope | undefined = undefined;
  #trace: TraceContext | { readonly trace: TraceContext } | undefined;
  #commandsSent = 0;
  /** What a query handler holds where no unit of work is joined; `undefined` for other handlers. */
  queryWork: QueryWork | undefined = undefined;
  /** Whether it is a query that may not write. */
  isReadOnly = false;

  constructor(
    readonly definition: Pick<MessageDefinition, 'name' | 'context' | 'kind'>,
    readonly caller: Caller,
    readonly principal: Principal | undefined,
    readonly deadline: number | undefined,
    readonly idempotencyKey: string | undefined,
    /** The trace, or the scope to take it from. */
    trace: TraceContext | { readonly trace: TraceContext } | undefined,
    readonly event: CurrentCall['event'],
    readonly unitOfWork: UnitOfWork | undefined,
    /** The execution in the same context that this one is a part of; it fails and is repeated with that one. */
    readonly partOf?: HandlerScope,
  ) {
    this.#trace = trace;
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
    return (this.unitOfWork ?? this.queryWork)?.hasEnded ?? false;
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

/** Runs a function outside every scope, for work that nobody's call owns. */
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
