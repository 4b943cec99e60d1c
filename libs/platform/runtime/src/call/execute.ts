import { randomUUID } from 'node:crypto';
import { ownMessage } from '@multilith/contract';
import {
  HandlerScope,
  notePersonal,
  queryWorkOf,
  QueryWork,
  rememberPersonal,
  runInScope,
  unitOfWorkOf,
  type HandlerScopeOptions,
  type UnitOfWork,
} from '@multilith/data';
import { observe } from '../observation/observe.js';
import { validAnswer } from './answers.js';
import { callFailure } from './call-failures.js';
import { retryContention, type Attempt } from './contention-retry.js';
import type { Execution } from './execution.js';
import type { LocalBinding } from './handler-binding.js';
import { executeWithKey } from './idempotent-call.js';

type LocalExecution = Execution<LocalBinding>;

/**
 * Runs a handler. A command gets a transaction, or joins the current transaction of its context in a savepoint, so that
 * a failure leaves no effect. A query gets no transaction, but inside a transaction of its context it sees the writes
 * of that transaction.
 *
 * @param mayStayOpen whether the caller calls {@link finish} when the promise settles. Without a transaction, which must
 *   not commit before the answer is validated, this saves a promise per call.
 */
export function execute(execution: LocalExecution, rehearse: boolean, mayStayOpen = false): Promise<unknown> {
  const { binding, ambient, key } = execution;
  const { definition, database } = binding;
  const parent = ambient instanceof HandlerScope && ambient.context === definition.context ? ambient : undefined;
  const joined = unitOfWorkOf(parent);
  if (joined || !database) {
    const scope = scopeOf(execution, { data: joined, key, parent, partOf: parent });
    return joined && definition.kind === 'command'
      ? joined.join(() => run(execution, scope, false))
      : run(execution, scope, mayStayOpen);
  }
  if (definition.kind === 'query')
    return read(execution, scopeOf(execution, { data: undefined, key, parent, partOf: parent }), mayStayOpen);
  return transact(execution, parent, rehearse);
}

/** Runs a query handler. A query inside a query shares its connections, unless only one of them may write. */
function read(execution: LocalExecution, scope: HandlerScope, mayStayOpen: boolean): Promise<unknown> {
  const shared = queryWorkOf(scope.partOf);
  if (shared?.mayWrite === !scope.isReadOnly) {
    scope.data = shared;
    return run(execution, scope, mayStayOpen);
  }
  const work = new QueryWork(scope.context, scope.message, !scope.isReadOnly);
  scope.data = work;
  const answer = run(execution, scope, mayStayOpen);
  if (!execution.isOpen) return answer.finally(() => work.end());
  execution.queryWork = work;
  return answer;
}

/**
 * Ends an execution that {@link execute} has left open: validates and encodes the answer of its handler. Does nothing to
 * the answer of another execution.
 *
 * @throws MultilithError `INVALID_ANSWER`
 */
export function finish(execution: Execution, answer: unknown): unknown {
  if (!execution.isOpen) return answer;
  try {
    return finishedAnswer(execution as LocalExecution, answer);
  } finally {
    execution.queryWork?.end();
  }
}

/** Like {@link finish}, for an execution whose handler has failed. */
export const finishFailed = ({ queryWork }: Execution): void => queryWork?.end();

function finishedAnswer({ binding, arrival }: LocalExecution, answer: unknown): unknown {
  const valid = validAnswer(binding, answer);
  return arrival ? arrival.encode(valid) : valid;
}

async function transact(
  execution: LocalExecution,
  parent: HandlerScope | undefined,
  rehearse: boolean,
): Promise<unknown> {
  // A rehearsed handler sends its commands twice; with keys they take effect once.
  const key = execution.key ?? (rehearse ? randomUUID() : undefined);
  const begin = (): Attempt => {
    const unitOfWork = execution.binding.database!.begin();
    return { unitOfWork, scope: scopeOf(execution, { data: unitOfWork, key, parent }) };
  };
  const { deadline } = execution;
  const commit: End = (unitOfWork, scope) => commitInTime(execution, unitOfWork, scope);
  if (rehearse) await retryContention(deadline, begin, (attempted) => attempt(execution, attempted, rollBack));
  return retryContention(deadline, begin, (attempted) => attempt(execution, attempted, commit));
}

type End = (unitOfWork: UnitOfWork, scope: HandlerScope) => Promise<void>;

/** Ends a rehearsal with a rollback. Throws what would have kept the transaction from committing. */
async function rollBack(unitOfWork: UnitOfWork): Promise<void> {
  if (unitOfWork.doomedBy) throw unitOfWork.doomedBy;
  await unitOfWork.rollback();
}

async function attempt(execution: LocalExecution, { scope, unitOfWork }: Attempt, end: End): Promise<unknown> {
  try {
    const answer = await run(execution, scope, false);
    await end(unitOfWork, scope);
    return answer;
  } catch (error) {
    rememberPersonal(error, scope.personal);
    await unitOfWork.rollback();
    throw error;
  }
}

/** Commits before the deadline, otherwise rolls back, because the caller no longer waits. */
function commitInTime(
  { binding, caller, deadline, arrival, watched }: LocalExecution,
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

/** The options of a scope that differ between executions. */
interface ScopeParts extends Pick<HandlerScopeOptions, 'data' | 'partOf'> {
  readonly key: string | undefined;
  /** The calling execution in the same context. */
  readonly parent: HandlerScope | undefined;
}

function scopeOf(execution: LocalExecution, { data, key, parent, partOf }: ScopeParts): HandlerScope {
  const { binding, message, caller, ambient, deadline, watched } = execution;
  const { definition, database } = binding;
  const scope = new HandlerScope({
    definition,
    caller,
    principal: ambient?.principal,
    deadline,
    idempotencyKey: key,
    trace: watched?.trace ?? ambient,
    event: parent?.event,
    data,
    partOf,
  });
  scope.within = parent;
  execution.scope = scope;
  scope.isReadOnly =
    definition.kind === 'query' && database !== undefined && !database.mayWriteIn((binding.current ?? binding).type);
  notePersonal(scope, definition.input, message);
  return scope;
}

/** Runs a handler and always returns a promise, because a handler need not be async. */
function run(execution: LocalExecution, scope: HandlerScope, mayStayOpen: boolean): Promise<unknown> {
  const { binding, key } = execution;
  const unitOfWork = unitOfWorkOf(scope);
  try {
    const message = binding.published ? ownMessage(execution.message) : execution.message;
    if (key !== undefined && unitOfWork !== undefined)
      return runInScope(scope, executeWithKey, execution, message, key, scope.principal?.subject ?? '', unitOfWork);
    const answer = Promise.resolve(runInScope(scope, binding.invoke, message));
    if (!binding.published) return answer;
    if (!mayStayOpen) return answer.then((given) => finishedAnswer(execution, given));
    execution.isOpen = true;
    return answer;
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
