import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '@multilith/contract';
import { postgresFailureKind } from '../engine-postgres/postgres-failure.js';
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
}

/**
 * Runs a handler. A command gets a transaction of its context, or joins the one its own context is in; a query gets
 * none, but sees what its own context has written in the transaction it is in.
 */
export function execute(execution: Execution, rehearse: boolean): Promise<unknown> {
  const { binding, ambient } = execution;
  const { definition, database } = binding;
  const open = ambient instanceof HandlerScope ? ambient.unitOfWork : undefined;
  const joined = open?.context === definition.context ? open : undefined;
  if (joined || !database || definition.kind === 'query') return run(execution, joined, rehearse);
  return transact(execution, rehearse);
}

/** How often a command is tried that loses a fight for rows: a handler that can be rolled back can be run again. */
const CONTENTION_ATTEMPTS = 4;
const CONTENTION_PAUSE_MS = 20;

async function transact(execution: Execution, rehearse: boolean): Promise<unknown> {
  if (rehearse) await attempt(execution, async (unitOfWork) => unitOfWork.rollback(), rehearse);
  for (let tried = 1; ; tried++)
    try {
      return await attempt(execution, (unitOfWork) => commitInTime(execution, unitOfWork), rehearse);
    } catch (error) {
      if (tried === CONTENTION_ATTEMPTS || postgresFailureKind(error, true) !== 'contention') throw error;
      await sleep(Math.random() * CONTENTION_PAUSE_MS * tried);
    }
}

async function attempt(
  execution: Execution,
  end: (unitOfWork: UnitOfWork) => Promise<void>,
  rehearse: boolean,
): Promise<unknown> {
  const unitOfWork = execution.binding.database!.begin();
  try {
    const answer = await run(execution, unitOfWork, rehearse);
    await end(unitOfWork);
    return answer;
  } catch (error) {
    await unitOfWork.rollback();
    throw error;
  }
}

/** Nobody waits any longer for what would be committed after the deadline. */
function commitInTime({ binding, caller, deadline }: Execution, unitOfWork: UnitOfWork): Promise<void> {
  if (deadline === undefined || Date.now() <= deadline) return unitOfWork.commit();
  throw callFailure('DEADLINE_EXCEEDED', binding, caller, {
    mayHaveExecuted: false,
    problem: 'its deadline passed before it could commit, so it was rolled back',
  });
}

function run(execution: Execution, unitOfWork: UnitOfWork | undefined, rehearse: boolean): Promise<unknown> {
  const { binding, message, caller, ambient, deadline, key } = execution;
  const { definition } = binding;
  const sameContext = ambient instanceof HandlerScope && ambient.context === definition.context;
  const scope = new HandlerScope(
    definition,
    caller,
    ambient?.principal,
    deadline,
    // A rehearsed handler sends its commands twice: under a key of their own they take effect once.
    key ?? (rehearse ? randomUUID() : undefined),
    ambient,
    sameContext ? ambient.event : undefined,
    unitOfWork,
  );
  if (key === undefined || unitOfWork === undefined) return settled(() => runInScope(scope, binding.invoke, message));
  return runInScope(scope, () => executeWithKey(binding, message, key, ambient?.principal?.subject ?? '', unitOfWork));
}

/** A handler need not be async: what it throws or returns at once reaches the caller as a promise all the same. */
function settled(invoke: () => Promise<unknown>): Promise<unknown> {
  try {
    const answer: unknown = invoke();
    return answer instanceof Promise ? answer : Promise.resolve(answer);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
