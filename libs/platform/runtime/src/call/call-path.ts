import {
  MultilithError,
  asError,
  definitionOf,
  hasPersonalParts,
  idempotencyKeyOf,
  type Caller,
  type Content,
} from '@multilith/contract';
import type { Use } from '../context/context-definition.js';
import {
  rememberPersonal,
  notePersonal,
  ambientScope,
  HandlerScope,
  runOutsideScopes,
  refuseLate,
  unitOfWorkOf,
  type EdgeScope,
} from '@multilith/data';
import { observe } from '../observation/observe.js';
import type { CallWork, WorkObserver } from '../observation/work-observer.js';
import { checkAccess } from './access-check.js';
import { deadlineOf } from './call-deadline.js';
import type { CallExercise } from './call-exercise.js';
import { answerInstead, callFailure, seenByCaller } from './call-failures.js';
import { callerText } from './caller-text.js';
import { DeadlineTimer } from './deadline-timer.js';
import { execute, finish, finishFailed } from './execute.js';
import { Execution, type Arrival } from './execution.js';
import type { HandlerBinding, LocalBinding, RemoteBinding } from './handler-binding.js';
import { keyWithin } from './idempotent-call.js';
import { RemoteCallError } from './remote-call-error.js';

/** Options of a call path. */
export interface CallPathOptions {
  readonly host: string;
  /** Returns the declared uses of a caller by context name; `undefined` for a caller that need not declare uses. */
  usesOf(caller: Caller): ReadonlyMap<string, Use> | undefined;
  /** Whether a message has a handler, here or in another host. */
  handles(type: unknown): boolean;
  /** Called for every failure that is not an error of a contract. */
  onFailure(failure: RemoteCallError, call: Execution): void;
  /** Called when a command is sent to another context after the caller's transaction has written. */
  onLateForeignCommand(problem: string): void;
  /** Called for every call to an earlier version of a message that this host handles. */
  onEarlierVersion(binding: LocalBinding, caller: Caller): void;
  readonly exercise: CallExercise | undefined;
  /** Observes every call. Default: no observer. */
  readonly observer?: WorkObserver | undefined;
}

/** The origin of a call from another host. */
export interface RemoteCaller {
  readonly caller: Caller;
  /** Principal, trace and deadline of the call. */
  readonly scope: EdgeScope;
  readonly key: string | undefined;
  readonly arrival: Arrival;
}

type Ambient = HandlerScope | EdgeScope | undefined;
type Entry = (...args: never[]) => unknown;

/** Carries a command or query from its caller to its handler, here or in another host. */
export class CallPath {
  readonly #options: CallPathOptions;
  readonly #rehearse: boolean;
  readonly #deadlines = new DeadlineTimer();
  /** The caller when no context is sending. */
  readonly #edge: Caller;
  readonly #sendingHere = (execution: Execution<LocalBinding>): Promise<unknown> => this.#sendHere(execution);
  #facade: { readonly caller: Caller; readonly entry: Entry } | undefined;

  constructor(options: CallPathOptions) {
    this.#options = options;
    this.#edge = { kind: 'edge', name: options.host };
    this.#rehearse = options.exercise?.rehearseTransactions ?? false;
  }

  /**
   * Sends through a stock bus on behalf of a context; the bus calls {@link dispatch} before it returns.
   *
   * @param entry the function that the module called; stack traces of errors begin with its caller
   */
  sendAs<T>(caller: Caller, entry: Entry, send: () => T): T {
    const previous = this.#facade;
    this.#facade = { caller, entry };
    try {
      return send();
    } finally {
      this.#facade = previous;
    }
  }

  /** Whether a message has a handler, here or in another host. */
  handles(message: object): boolean {
    return this.#options.handles(message.constructor);
  }

  /** Returns the error for a message of a context that its sender does not declare as used; `undefined` if it does. */
  undeclaredUse(caller: Caller, message: object, entry: Entry): MultilithError | undefined {
    const context = definitionOf(message)?.context;
    if (context === undefined) return undefined;
    const ambient = ambientScope();
    const sender = ambient instanceof HandlerScope ? this.#callerIn(ambient) : caller;
    try {
      this.#useOf(sender, context);
      return undefined;
    } catch (error) {
      return pointAtCaller(error as MultilithError, entry);
    }
  }

  /** Calls a handler; called by the hooked stock buses. */
  dispatch(binding: HandlerBinding, message: object): Promise<unknown> {
    const ambient = ambientScope();
    try {
      if (ambient instanceof HandlerScope && ambient.hasEnded)
        throw refuseLate(ambient.context, `sent ${binding.definition.name}`);
      const caller = this.#callerIn(ambient);
      const { kind, context } = binding.definition;
      const key = kind === 'command' ? idempotencyKeyOf(message) : undefined;
      if (binding.current && !binding.remote) this.#options.onEarlierVersion(binding, caller);
      if (!binding.remote && caller.kind === 'context' && caller.name === context)
        return this.#observed(
          new Execution({ binding, message, caller, ambient, deadline: ambient?.deadline, key }),
          'local',
          (execution) => execute(execution, this.#rehearse),
        );
      return this.#callOther(binding, message, caller, ambient, key);
    } catch (error) {
      const entry = this.#facade?.entry;
      return Promise.reject(entry && error instanceof MultilithError ? pointAtCaller(error, entry) : (error as Error));
    }
  }

  /**
   * Runs a handler of a private event: in memory, at most once, in a new transaction, with the principal and trace of
   * the publishing handler.
   */
  handlePrivateEvent(binding: LocalBinding, message: object): Promise<unknown> {
    const caller: Caller = { kind: 'context', name: binding.definition.context };
    const scope = ambientScope();
    const ambient = scope instanceof HandlerScope ? undefined : scope;
    const execution = new Execution({ binding, message, caller, ambient });
    return runOutsideScopes(() => execute(execution, false));
  }

  #callerIn(ambient: Ambient): Caller {
    if (ambient instanceof HandlerScope) return { kind: 'context', name: ambient.context };
    return this.#facade?.caller ?? this.#edge;
  }

  #callOther(
    binding: HandlerBinding,
    message: object,
    caller: Caller,
    ambient: Ambient,
    ownKey: string | undefined,
  ): Promise<unknown> {
    const { definition, published } = binding;
    if (!published) throw privateMessage(binding, caller);
    const use = this.#useOf(caller, definition.context);
    if (definition.kind === 'command') this.#checkForeignCommand(binding, caller, ambient);
    const deadline = deadlineOf(binding, caller, ambient, use);
    const key = ownKey ?? (definition.kind === 'command' ? keyWithin(ambient) : undefined);
    // Not spread from a common object: that would cost a tenth of a local call.
    const sent = binding.remote
      ? this.#observed(
          new Execution({ binding, message, caller, ambient, deadline, key, arrival: undefined }),
          'outgoing',
          (execution) => this.#sendOut(execution, use),
        )
      : this.#observed(
          new Execution({ binding, message, caller, ambient, deadline, key, arrival: undefined }),
          'local',
          this.#sendingHere,
        );
    const answer =
      ambient instanceof HandlerScope && hasPersonalParts(definition.output)
        ? sent.then((value) => {
            notePersonal(ambient, definition.output, value);
            return value;
          })
        : sent;
    return use && use.whenUnavailable !== 'fail'
      ? answer.catch(answerInstead(use.whenUnavailable, message, binding, caller))
      : answer;
  }

  /** The callee checks access, and enforces the deadline together with its `RemoteCallee`. */
  #sendOut(execution: Execution<RemoteBinding>, use: Use | undefined): Promise<unknown> {
    return execution.binding.remote.call(execution, use?.retries ?? 0, (error) => this.#seen(error, execution));
  }

  #sendHere(execution: Execution<LocalBinding>): Promise<unknown> {
    const { binding, caller, ambient, deadline } = execution;
    checkAccess(binding, caller, ambient?.principal);
    return this.#settle(this.#executeHere(execution), deadline, execution);
  }

  /**
   * Runs the handler of a call from another host and returns its encoded answer. Does not start after the deadline, and
   * does not commit after the deadline or after the caller has cancelled.
   *
   * @throws ContractError, RemoteCallError
   */
  receive(binding: LocalBinding, message: object, from: RemoteCaller): Promise<Content> {
    const { caller, scope, key, arrival } = from;
    if (binding.current) this.#options.onEarlierVersion(binding, caller);
    const call = new Execution({ binding, message, caller, ambient: scope, deadline: scope.deadline, key, arrival });
    try {
      return this.#observed(call, 'incoming', (execution) => this.#receive(execution, arrival)) as Promise<Content>;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #receive(execution: Execution<LocalBinding>, arrival: Arrival): Promise<unknown> {
    const { binding, caller, ambient, deadline } = execution;
    checkAccess(binding, caller, ambient?.principal);
    if (arrival.signal.aborted || (deadline !== undefined && deadline <= Date.now()))
      throw callFailure('DEADLINE_EXCEEDED', binding, caller, {
        mayHaveExecuted: false,
        problem: 'it arrived after its deadline, or after its caller gave up, so it was not started',
      });
    return this.#settle(execute(execution, this.#rehearse, true), deadline, execution);
  }

  /** Observes a call. Costs one comparison without an observer. */
  #observed<Binding extends HandlerBinding>(
    execution: Execution<Binding>,
    route: CallWork['route'],
    run: (execution: Execution<Binding>) => Promise<unknown>,
  ): Promise<unknown> {
    const { observer } = this.#options;
    if (!observer) return run(execution);
    const { binding, caller, ambient } = execution;
    const { context, name: message, kind: messageKind, version } = binding.definition;
    const earlierVersion = binding.current && version;
    return observe(
      observer,
      { kind: 'call', caller, context, message, messageKind, route, earlierVersion },
      ambient,
      (trace) => {
        execution.watched = { observer, trace };
        return run(execution);
      },
      (error) => rememberPersonal(error, execution.scope?.personal),
    );
  }

  #useOf(caller: Caller, context: string): Use | undefined {
    if (caller.name === context) return undefined;
    const uses = this.#options.usesOf(caller);
    if (!uses) return undefined;
    const use = uses.get(context);
    if (use) return use;
    throw new MultilithError(
      'UNDECLARED_USE',
      `${caller.api ? 'The API of context' : 'Context'} '${caller.name}' calls '${context}' without declaring it.`,
      `Add use(${context}, { timeout, whenUnavailable }) to the uses of '${caller.name}'.`,
    );
  }

  #checkForeignCommand({ definition }: HandlerBinding, caller: Caller, ambient: Ambient): void {
    if (ambient instanceof HandlerScope && unitOfWorkOf(ambient)?.hasWritten)
      this.#options.onLateForeignCommand(
        `${ambient.message} of '${caller.name}' sends ${definition.name} to '${definition.context}' after its transaction has written. The command would not roll back with it.`,
      );
  }

  #executeHere(execution: Execution<LocalBinding>): Promise<unknown> {
    const { exercise } = this.#options;
    if (!exercise) return execute(execution, false, true);
    const { binding, message, key } = execution;
    const repeatable = binding.definition.kind === 'query' || key !== undefined;
    const send = (arrived: object): Promise<unknown> => {
      const sent = execution.with(arrived);
      const answer = execute(sent, this.#rehearse);
      execution.scope = sent.scope;
      return answer;
    };
    return exercise.call(binding.type, message, repeatable, send);
  }

  /** Resolves with the answer, or rejects with an error that the caller may see, by the deadline at the latest. */
  #settle(answer: Promise<unknown>, deadline: number | undefined, execution: Execution): Promise<unknown> {
    const { binding, caller } = execution;
    if (deadline === undefined)
      return answer.then(
        (value) => this.#finished(value, execution),
        (error: unknown) => {
          finishFailed(execution);
          throw this.#seen(error, execution);
        },
      );
    return new Promise((resolve, reject) => {
      const watch = this.#deadlines.watch(deadline, () => {
        const mayHaveExecuted = binding.definition.kind === 'command';
        reject(callFailure('DEADLINE_EXCEEDED', binding, caller, { mayHaveExecuted }));
      });
      answer.then(
        (value) => {
          this.#deadlines.cancel(watch);
          try {
            resolve(this.#finished(value, execution));
          } catch (error) {
            reject(error as Error);
          }
        },
        (error: unknown) => {
          this.#deadlines.cancel(watch);
          finishFailed(execution);
          reject(this.#seen(error, execution));
        },
      );
    });
  }

  /** @throws RemoteCallError, ContractError */
  #finished(answer: unknown, execution: Execution): unknown {
    try {
      return finish(execution, answer);
    } catch (error) {
      throw this.#seen(error, execution);
    }
  }

  #seen(thrown: unknown, call: Execution): Error {
    const error = asError(thrown);
    rememberPersonal(error, call.scope?.personal);
    const failure = seenByCaller(error, call.binding, call.caller);
    rememberPersonal(failure, call.scope?.personal);
    try {
      if (failure instanceof RemoteCallError) this.#options.onFailure(failure, call);
    } catch {
      // A failing log must not keep the caller waiting.
    }
    return failure;
  }
}

/** Lets the stack trace of an immediate refusal begin at the line that sent the message. */
function pointAtCaller<E extends Error>(error: E, entry: Entry): E {
  Error.captureStackTrace(error, entry);
  return error;
}

function privateMessage({ definition }: HandlerBinding, caller: Caller): MultilithError {
  return new MultilithError(
    'PRIVATE_MESSAGE',
    `${callerText(caller)} sends ${definition.name}, which is private to context '${definition.context}'.`,
    `Put the message into the contract of '${definition.context}', or send one that is there.`,
  );
}
