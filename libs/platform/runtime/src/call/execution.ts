import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller, JsonValue, TraceContext } from '@multilith/contract';
import { postgresFailureKind } from '../engine-postgres/postgres-failure.js';
import { observe } from '../observation/observe.js';
import type { WorkObserver } from '../observation/work-observer.js';
import type { CallerSignal } from '../transport/transport.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { callFailure } from './call-failures.js';
import { HandlerScope, runInScope, type EdgeScope } from './call-scope.js';
import type { HandlerBinding } from './handler-binding.js';
import { executeWithKey } from './idempotent-call.js';

/** One call on its way to its handler. */
export interface Execution {
  readonly binding: HandlerBinding;
  readonly message: object;
  readonly caller: Caller;
  /** The scope the call was made in. */
  readonly ambient: HandlerScope | EdgeScope | undefined;
  readonly deadline: number | undefined;
  /** The idempotency key of a command. */
  readonly key: string | undefined;
  /** Set where the call came from another host. */
  readonly arrival: Arrival | undefined;
  /** Who watches it, if anybody, and its place in the trace, where that is watched too. */
  readonly watched?: { readonly observer: WorkObserver; readonly trace: TraceContext | undefined };
}

/** What is different about a call from another host: its answer is wanted in the JSON form, before anything is committed. */
export interface Arrival {
  /** Whether the caller has given up. */
  readonly signal: CallerSignal;
  /** The JSON form of an answer. @throws RemoteCallError MESSAGE_TOO_LARGE */
  readonly encode: (answer: unknown) => JsonValue;
}

/**
 * Runs a handler. A command gets a transaction of its context, or joins the one its own context is in; a query gets
 * none, but sees what its own context has written in the transaction it is in.
 */
export function execute(execution: Execution, rehearse: boolean): Promise<unknown> {
  const { binding, ambient, key } = execution;
  const { definition, database } = binding;
  const parent = ambient instanceof HandlerScope && ambient.context === definition.context ? ambient : undefined;
  const joined = parent?.unitOfWork;
  if (joined || !database || definition.kind === 'query')
    return run(execution, scopeOf(execution, joined, key, parent, parent));
  return transact(execution, parent, rehearse);
}

/**
 * A command that loses a fight for rows is tried again: a handler that can be rolled back can be run again. That goes on until
 * its deadline; without one, this often.
 */
const CONTENTION_ATTEMPTS = 4;
const CONTENTION_PAUSE_MS = { first: 20, longest: 500 };

async function transact(execution: Execution, parent: HandlerScope | undefined, rehearse: boolean): Promise<unknown> {
  // A rehearsed handler sends its commands twice: under a key of their own they take effect once.
  const key = execution.key ?? (rehearse ? randomUUID() : undefined);
  const begin = (): HandlerScope => scopeOf(execution, execution.binding.database!.begin(), key, parent, undefined);
  if (rehearse) await attempt(execution, begin(), async (unitOfWork) => unitOfWork.rollback());
  for (let tried = 1; ; tried++) {
    const scope = begin();
    try {
      return await attempt(execution, scope, (unitOfWork) => commitInTime(execution, unitOfWork, scope));
    } catch (error) {
      const { first, longest } = CONTENTION_PAUSE_MS;
      const pause = Math.random() * Math.min(longest, first * 2 ** tried);
      const { deadline } = execution;
      const mayTry = deadline === undefined ? tried < CONTENTION_ATTEMPTS : Date.now() + pause < deadline;
      if (!mayTry || !scope.isRepeatable || postgresFailureKind(error, true) !== 'contention') throw error;
      await sleep(pause);
    }
  }
}

async function attempt(
  execution: Execution,
  scope: HandlerScope,
  end: (unitOfWork: UnitOfWork) => Promise<void>,
): Promise<unknown> {
  const unitOfWork = scope.unitOfWork!;
  try {
    const answer = await run(execution, scope);
    await end(unitOfWork);
    return answer;
  } catch (error) {
    await unitOfWork.rollback();
    throw error;
  }
}

/** Nobody waits any longer for what would be committed after the deadline. */
function commitInTime(
  { binding, caller, deadline, arrival, watched }: Execution,
  unitOfWork: UnitOfWork,
  scope: HandlerScope,
): Promise<void> {
  const isLate = deadline !== undefined && Date.now() > deadline;
  if (!isLate && !arrival?.signal.aborted) {
    if (!watched || unitOfWork.isEmpty) return unitOfWork.commit();
    const { context, pendingEvents: events } = unitOfWork;
    return observe(watched.observer, { kind: 'commit', context, events, also: [] }, scope, () => unitOfWork.commit());
  }
  throw callFailure('DEADLINE_EXCEEDED', binding, caller, {
    mayHaveExecuted: false,
    problem: `${isLate ? 'its deadline passed' : 'its caller gave up'} before it could commit, so it was rolled back`,
  });
}

/** @param parent the execution in the same context that this one was called from */
function scopeOf(
  { binding, caller, ambient, deadline, watched }: Execution,
  unitOfWork: UnitOfWork | undefined,
  key: string | undefined,
  parent: HandlerScope | undefined,
  partOf: HandlerScope | undefined,
): HandlerScope {
  const { definition } = binding;
  return new HandlerScope(
    definition,
    caller,
    ambient?.principal,
    deadline,
    key,
    watched?.trace ?? ambient,
    parent?.event,
    unitOfWork,
    partOf,
  );
}

/** A handler need not be async: what it throws or returns at once reaches the caller as a promise all the same. */
function run(execution: Execution, scope: HandlerScope): Promise<unknown> {
  const { binding, message, key, arrival } = execution;
  const { unitOfWork } = scope;
  try {
    const answer: unknown =
      key !== undefined && unitOfWork !== undefined
        ? runInScope(scope, executeWithKey, execution, key, scope.principal?.subject ?? '', unitOfWork)
        : arrival === undefined
          ? runInScope(scope, binding.invoke, message)
          : Promise.resolve(runInScope(scope, binding.invoke, message)).then(arrival.encode);
    return answer instanceof Promise ? answer : Promise.resolve(answer);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
