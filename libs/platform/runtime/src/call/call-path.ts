import { randomUUID } from 'node:crypto';
import type { Caller } from '@multilith/contract';
import { ContractError, idempotencyKeyOf } from '@multilith/contract';
import type { Fallback, Use } from '../context/context-definition.js';
import { RuntimeError } from '../errors/runtime-error.js';
import { accessRefusal } from './access-check.js';
import type { CallExercise } from './call-exercise.js';
import { ambientScope, EdgeScope, HandlerScope, runInScope, runOutsideScopes } from './call-scope.js';
import { DeadlineTimer } from './deadline-timer.js';
import type { HandlerBinding } from './handler-binding.js';
import { derivedKey, executeWithKey } from './idempotent-call.js';
import { RemoteCallError, type CallFailure } from './remote-call-error.js';

/** What the call path needs to know of the host. */
export interface CallPathOptions {
  readonly host: string;
  /** The declared uses of a caller by the name of the context used; `undefined` for one that need not declare any. */
  usesOf(caller: Caller): ReadonlyMap<string, Use> | undefined;
  /** Told once about every failure that is not an error of a contract. */
  onFailure(failure: RemoteCallError): void;
  /** Told when a command leaves for another context after the caller's transaction has written. */
  onLateForeignCommand(problem: string): void;
  readonly exercise: CallExercise | undefined;
}

/** Failures that mean "not there right now", for which a use may declare fallbacks. */
const UNAVAILABLE: ReadonlySet<CallFailure> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Runtime errors of the callee that tell the caller more than INTERNAL. */
const CALLEE_FAILURES: Readonly<Record<string, { code: CallFailure; mayHaveExecuted: boolean; problem?: string }>> = {
  POOL_EXHAUSTED: { code: 'UNAVAILABLE', mayHaveExecuted: false },
  DATABASE_UNAVAILABLE: { code: 'UNAVAILABLE', mayHaveExecuted: false },
  COMMIT_UNKNOWN: { code: 'UNAVAILABLE', mayHaveExecuted: true },
  DEADLINE_EXCEEDED: { code: 'DEADLINE_EXCEEDED', mayHaveExecuted: false },
  IDEMPOTENCY_KEY_REUSED: {
    code: 'IDEMPOTENCY_KEY_REUSED',
    mayHaveExecuted: false,
    problem: 'the idempotency key was used before, for other content',
  },
};

/** The way of a command or query from its caller to its handler inside one process. */
export class CallPath {
  readonly #options: CallPathOptions;
  readonly #deadlines = new DeadlineTimer();
  #facade: Caller | undefined;

  constructor(options: CallPathOptions) {
    this.#options = options;
  }

  /** Sends through a stock bus on behalf of a context; the bus calls {@link dispatch} before it returns. */
  sendAs<T>(caller: Caller, send: () => T): T {
    const previous = this.#facade;
    this.#facade = caller;
    try {
      return send();
    } finally {
      this.#facade = previous;
    }
  }

  /** Calls a handler. The stock buses end here. */
  dispatch(binding: HandlerBinding, message: object): Promise<unknown> {
    const ambient = ambientScope();
    const caller = this.#callerIn(ambient);
    const { context } = binding.definition;
    const own = caller.kind === 'context' && caller.name === context;
    try {
      if (own) return this.#execute(binding, message, caller, ambient, ambient?.deadline, idempotencyKeyOf(message));
      return this.#callOther(binding, message, caller, ambient);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Runs a handler of an event that is in no contract: in memory, at most once, in a transaction of its own. */
  handlePrivateEvent(binding: HandlerBinding, event: object): Promise<unknown> {
    const self: Caller = { kind: 'context', name: binding.definition.context };
    return runOutsideScopes(() => this.#execute(binding, event, self, undefined, undefined, undefined));
  }

  #callerIn(ambient: HandlerScope | EdgeScope | undefined): Caller {
    if (ambient instanceof HandlerScope) return { kind: 'context', name: ambient.definition.context };
    return this.#facade ?? { kind: 'edge', name: this.#options.host };
  }

  #callOther(
    binding: HandlerBinding,
    message: object,
    caller: Caller,
    ambient: HandlerScope | EdgeScope | undefined,
  ): Promise<unknown> {
    const { definition, published } = binding;
    if (!published) throw privateMessage(binding, caller);
    const use = this.#useOf(caller, definition.context);
    if (definition.kind === 'command') this.#checkForeignCommand(binding, caller, ambient);
    const refusal = accessRefusal(definition.access!, caller, ambient?.principal);
    if (refusal) throw failure(refusal, binding, caller, { mayHaveExecuted: false });

    const deadline = earliest(ambient?.deadline, use && Date.now() + use.timeoutMs);
    const key = definition.kind === 'command' ? keyFor(message, ambient) : undefined;
    const { exercise } = this.#options;
    const send = (sent: object): Promise<unknown> => this.#execute(binding, sent, caller, ambient, deadline, key);
    const repeatable = definition.kind === 'query' || key !== undefined;
    const answer = exercise ? exercise.call(binding.type, message, repeatable, send) : send(message);
    const guarded = answer.catch((error: unknown) => this.#translate(error, binding, caller));
    const inTime = deadline === undefined ? guarded : this.#within(guarded, deadline, binding, caller);
    return use && use.whenUnavailable !== 'fail' ? inTime.catch(answerInstead(use.whenUnavailable, message)) : inTime;
  }

  #useOf(caller: Caller, context: string): Use | undefined {
    if (caller.name === context) return undefined;
    const uses = this.#options.usesOf(caller);
    if (!uses) return undefined;
    const use = uses.get(context);
    if (use) return use;
    throw new RuntimeError(
      'UNDECLARED_USE',
      `Context '${caller.name}' calls '${context}' without declaring it.`,
      `Add use(${context}, { timeout, whenUnavailable }) to the uses of '${caller.name}'.`,
    );
  }

  #checkForeignCommand(binding: HandlerBinding, caller: Caller, ambient: HandlerScope | EdgeScope | undefined): void {
    if (ambient instanceof HandlerScope && ambient.unitOfWork?.hasWritten)
      this.#options.onLateForeignCommand(
        `${ambient.message} of '${caller.name}' sends ${binding.definition.name} to '${binding.definition.context}' after its transaction has written. The command would not roll back with it.`,
      );
  }

  async #execute(
    binding: HandlerBinding,
    message: object,
    caller: Caller,
    ambient: HandlerScope | EdgeScope | undefined,
    deadline: number | undefined,
    key: string | undefined,
  ): Promise<unknown> {
    const { definition, database } = binding;
    // A rehearsed handler sends its commands twice: with a key of its own they take effect once.
    const scopeKey = key ?? (this.#options.exercise?.rehearseTransactions ? randomUUID() : undefined);
    const scopeWith = (unitOfWork: HandlerScope['unitOfWork']): HandlerScope =>
      new HandlerScope(
        definition,
        caller,
        ambient?.principal,
        deadline,
        scopeKey,
        ambient,
        ambient instanceof HandlerScope && caller.name === definition.context ? ambient.event : undefined,
        unitOfWork,
      );
    const joined = ambient instanceof HandlerScope ? ambient.unitOfWork : undefined;
    const joins = joined !== undefined && joined.context === definition.context;
    if (!database || joins || definition.kind === 'query')
      return runInScope(scopeWith(joins ? joined : undefined), () =>
        key !== undefined && joins
          ? executeWithKey(binding, message, key, ambient?.principal?.subject ?? '', joined)
          : binding.invoke(message),
      );

    const attempt = async (rehearsal: boolean): Promise<unknown> => {
      const unitOfWork = database.begin();
      try {
        const answer = await runInScope(scopeWith(unitOfWork), () =>
          key === undefined
            ? binding.invoke(message)
            : executeWithKey(binding, message, key, ambient?.principal?.subject ?? '', unitOfWork),
        );
        if (!rehearsal) {
          if (deadline !== undefined && Date.now() > deadline) throw tooLate(binding, caller);
          await unitOfWork.commit();
          return answer;
        }
      } catch (error) {
        await unitOfWork.rollback();
        throw error;
      }
      await unitOfWork.rollback();
      return undefined;
    };
    if (this.#options.exercise?.rehearseTransactions) await attempt(true);
    return attempt(false);
  }

  /** Contract errors that the message declares pass; everything else becomes a RemoteCallError. */
  #translate(error: unknown, binding: HandlerBinding, caller: Caller): never {
    if (error instanceof ContractError && binding.definition.errors.some((declared) => error instanceof declared))
      throw error;
    if (error instanceof RemoteCallError && error.detail.message === binding.definition.name) throw error;
    const known = error instanceof RuntimeError ? CALLEE_FAILURES[error.code] : undefined;
    const translated = failure(known?.code ?? 'INTERNAL', binding, caller, {
      // With a database the transaction was rolled back; without one nobody knows.
      mayHaveExecuted: known?.mayHaveExecuted ?? (binding.definition.kind === 'command' && !binding.database),
      problem: known?.problem,
      cause: error,
    });
    this.#options.onFailure(translated);
    throw translated;
  }

  #within(answer: Promise<unknown>, deadline: number, binding: HandlerBinding, caller: Caller): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#deadlines.watch(deadline, () => {
        const mayHaveExecuted = binding.definition.kind === 'command';
        reject(failure('DEADLINE_EXCEEDED', binding, caller, { mayHaveExecuted, problem: 'no answer in time' }));
      });
      answer.then(
        (value) => {
          cancel();
          resolve(value);
        },
        (error: unknown) => {
          cancel();
          reject(error as Error);
        },
      );
    });
  }
}

function keyFor(message: object, ambient: HandlerScope | EdgeScope | undefined): string | undefined {
  const own = idempotencyKeyOf(message);
  if (own !== undefined || !(ambient instanceof HandlerScope) || ambient.idempotencyKey === undefined) return own;
  return derivedKey(ambient.idempotencyKey, ambient.nextCommand());
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function answerInstead(fallbacks: readonly Fallback[], message: object): (error: unknown) => unknown {
  return (error) => {
    const instead = fallbacks.find(({ message: type }) => message instanceof type);
    if (!instead || !(error instanceof RemoteCallError) || !UNAVAILABLE.has(error.code)) throw error;
    return instead.answer(message as never);
  };
}

function failure(
  code: CallFailure,
  { definition }: HandlerBinding,
  caller: Caller,
  detail: { mayHaveExecuted: boolean; problem?: string | undefined; cause?: unknown },
): RemoteCallError {
  return new RemoteCallError(code, { message: definition.name, from: caller.name, to: definition.context, ...detail });
}

function tooLate(binding: HandlerBinding, caller: Caller): RemoteCallError {
  return failure('DEADLINE_EXCEEDED', binding, caller, {
    mayHaveExecuted: false,
    problem: 'its deadline passed before it could commit, so it was rolled back',
  });
}

function privateMessage({ definition }: HandlerBinding, caller: Caller): RuntimeError {
  return new RuntimeError(
    'PRIVATE_MESSAGE',
    `'${caller.name}' sends ${definition.name}, which is private to context '${definition.context}'.`,
    `Put the message into the contract of '${definition.context}', or send one that is there.`,
  );
}
