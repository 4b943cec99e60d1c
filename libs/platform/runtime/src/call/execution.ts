import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownMessage, type Caller, type JsonValue, type TraceContext } from '@multilith/contract';
import { observe } from '../observation/observe.js';
import type { WorkObserver } from '../observation/work-observer.js';
import {
  rememberPersonal,
  notePersonal,
  QueryWork,
  isContention,
  HandlerScope,
  runInScope,
  type UnitOfWork,
  type EdgeScope,
} from '@multilith/data';
import type { CallerSignal } from '../transport/transport.js';
import { validAnswer } from './answers.js';
import { callFailure } from './call-failures.js';
import type { HandlerBinding } from './handler-binding.js';
import { executeWithKey } from './idempotent-call.js';

/** One call on its way to its handler. A class, so that V8 has one hidden class for all calls, whatever is set later. */
export class Execution {
  /** The scope that its handler runs in; set when it begins. */
  scope: HandlerScope | undefined = undefined;
  /** The observer, if there is one, and the place in the trace if traces are on. */
  watched: { readonly observer: WorkObserver; readonly trace: TraceContext | undefined } | undefined = undefined;

  constructor(
    readonly binding: HandlerBinding,
    readonly message: object,
    readonly caller: Caller,
    /** The scope the call was made in. */
    readonly ambient: HandlerScope | EdgeScope | undefined,
    readonly deadline: number | undefined,
    /** The idempotency key of a command. */
    readonly key: string | undefined,
    /** Set for a call from another host. */
    readonly arrival?: Arrival,
  ) {}

  /** The same call with another copy of its message. */
  with(message: object): Execution {
    const { binding, caller, ambient, deadline, key, arrival } = this;
    const execution = new Execution(binding, message, caller, ambient, deadline, key, arrival);
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

/**
 * Runs a handler. A command gets a transaction of its context, or joins the one its own context is in, where it leaves
 * nothing behind if it fails; a query gets none, but sees what its own context has written in the transaction it is in.
 */
export function execute(execution: Execution, rehearse: boolean): Promise<unknown> {
  const { binding, ambient, key } = execution;
  const { definition, database } = binding;
  const parent = ambient instanceof HandlerScope && ambient.context === definition.context ? ambient : undefined;
  const joined = parent?.unitOfWork;
  if (joined || !database) {
    const scope = scopeOf(execution, joined, key, parent, parent);
    return joined && definition.kind === 'command' ? joined.join(() => run(execution, scope)) : run(execution, scope);
  }
  if (definition.kind === 'query') return read(execution, scopeOf(execution, undefined, key, parent, parent));
  return transact(execution, parent, rehearse);
}

/** Runs a query handler; one that is part of another shares what that one holds, unless only one of them may write. */
function read(execution: Execution, scope: HandlerScope): Promise<unknown> {
  const shared = scope.partOf?.queryWork;
  if (shared?.mayWrite === !scope.isReadOnly) {
    scope.queryWork = shared;
    return run(execution, scope);
  }
  const work = new QueryWork(scope.context, scope.message, !scope.isReadOnly);
  scope.queryWork = work;
  return run(execution, scope).finally(() => work.end());
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
  if (rehearse) await untilWon(execution, begin, rollBack);
  return untilWon(execution, begin, (unitOfWork, scope) => commitInTime(execution, unitOfWork, scope));
}

type End = (unitOfWork: UnitOfWork, scope: HandlerScope) => Promise<void>;

/** The end of a rehearsal. What could not be committed has to be rehearsed again as well. */
async function rollBack(unitOfWork: UnitOfWork): Promise<void> {
  if (unitOfWork.doomedBy) throw unitOfWork.doomedBy;
  await unitOfWork.rollback();
}

/** Tries until no fight for rows is lost, a few times at most. */
async function untilWon(execution: Execution, begin: () => HandlerScope, end: End): Promise<unknown> {
  for (let tried = 1; ; tried++) {
    const scope = begin();
    try {
      return await attempt(execution, scope, end);
    } catch (error) {
      const { first, longest } = CONTENTION_PAUSE_MS;
      const pause = Math.random() * Math.min(longest, first * 2 ** tried);
      const { deadline } = execution;
      const mayTry = deadline === undefined ? tried < CONTENTION_ATTEMPTS : Date.now() + pause < deadline;
      const lost = scope.unitOfWork!.doomedBy !== undefined || isContention(error);
      if (!lost || !mayTry || !scope.isRepeatable) throw error;
      await sleep(pause);
    }
  }
}

async function attempt(execution: Execution, scope: HandlerScope, end: End): Promise<unknown> {
  const unitOfWork = scope.unitOfWork!;
  try {
    const answer = await run(execution, scope);
    await end(unitOfWork, scope);
    return answer;
  } catch (error) {
    rememberPersonal(error, scope.personal);
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
  execution: Execution,
  unitOfWork: UnitOfWork | undefined,
  key: string | undefined,
  parent: HandlerScope | undefined,
  partOf: HandlerScope | undefined,
): HandlerScope {
  const { binding, message, caller, ambient, deadline, watched } = execution;
  const { definition, database, type } = binding;
  const scope = new HandlerScope(
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
  scope.within = parent;
  execution.scope = scope;
  scope.isReadOnly = definition.kind === 'query' && database !== undefined && !database.mayWriteIn(type);
  notePersonal(scope, definition.input, message);
  return scope;
}

/** A handler need not be async: what it throws or returns at once reaches the caller as a promise all the same. */
function run(execution: Execution, scope: HandlerScope): Promise<unknown> {
  const { binding, key, arrival } = execution;
  const { unitOfWork } = scope;
  try {
    const message = binding.published ? ownMessage(execution.message) : execution.message;
    if (key !== undefined && unitOfWork !== undefined)
      return runInScope(scope, executeWithKey, execution, message, key, scope.principal?.subject ?? '', unitOfWork);
    const answer = Promise.resolve(runInScope(scope, binding.invoke, message));
    if (!binding.published) return answer;
    return answer.then((given) => {
      const valid = validAnswer(binding, given);
      return arrival ? arrival.encode(valid) : valid;
    });
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
