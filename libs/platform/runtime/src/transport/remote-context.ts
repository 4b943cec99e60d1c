import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeMessage, type Caller, type Principal, MultilithError } from '@multilith/contract';
import { LONGEST_CALL_MS } from '../call/call-path.js';
import type { Execution } from '../call/execution.js';
import { newTrace, patience } from '@multilith/data';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { answerIn, failureOf } from './replies.js';
import { RetryBudget } from './retry-budget.js';
import { pauseBefore, repeatHelps } from './retry.js';
import type { CallRequest, Transport } from './transport.js';

/** A context that runs in another host, seen from a host that calls it. */
export class RemoteContext {
  readonly #budgets = new Map<string, RetryBudget>();

  constructor(
    private readonly context: string,
    private readonly transport: Transport,
    private readonly principals: PrincipalTokens,
    /** Name of this host. */
    private readonly host: string,
  ) {}

  /**
   * Calls the handler in the other host. Ends by the deadline.
   *
   * @param retries how often the call may be repeated; it is only where that is safe and the budget allows it
   * @throws ContractError, RemoteCallError
   */
  call(execution: Execution, retries: number): Promise<unknown> {
    const { binding, caller, key } = execution;
    let request: CallRequest;
    try {
      request = this.#requestOf(execution);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const budget = this.#budgetOf(caller);
    budget.deposit();
    const answer = this.#callOnce(request, execution);
    if (retries === 0 || (binding.definition.kind !== 'query' && key === undefined)) return answer;
    return answer.catch((error: unknown) => this.#repeat(request, execution, retries, budget, error));
  }

  async #repeat(
    request: CallRequest,
    execution: Execution,
    retries: number,
    budget: RetryBudget,
    failure: unknown,
  ): Promise<unknown> {
    for (let repeats = 0; repeats < retries && repeatHelps(failure); repeats++) {
      const pause = pauseBefore(repeats);
      if (Date.now() + pause >= request.deadline! || !budget.withdraw()) break;
      await sleep(pause);
      try {
        return await this.#callOnce(request, execution);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #callOnce(request: CallRequest, { binding, caller }: Execution): Promise<unknown> {
    return this.transport.call(this.context, request).then(
      (reply) => answerIn(reply, binding, caller),
      (error: unknown) => {
        throw failureOf(error, binding, caller);
      },
    );
  }

  #requestOf({ binding, message, caller, ambient, watched, deadline, key }: Execution): CallRequest {
    const { name, version, kind } = binding.definition;
    const principal = ambient?.principal;
    const until = deadline ?? Date.now() + patience(LONGEST_CALL_MS);
    const sentKey = key ?? (principal && kind === 'command' ? this.#keyFor(principal) : undefined);
    return {
      host: this.host,
      message: name,
      version,
      content: encodeMessage(message),
      // The callee knows it by the kind.
      caller: caller.api ? { kind: caller.kind, name: caller.name } : caller,
      key: sentKey,
      deadline: until,
      principal: principal && this.#tokenOf(principal, name, until, sentKey),
      trace: watched?.trace ?? ambient?.trace ?? newTrace(),
    };
  }

  /** A command of work that an event caused has a key; one that is sent at most once, say after the commit, gets a new one. */
  #keyFor(principal: Principal): string | undefined {
    return this.principals.isCausedByEvent(principal) ? randomUUID() : undefined;
  }

  #tokenOf(principal: Principal, message: string, deadline: number, key: string | undefined): string {
    const token = this.principals.tokenFor(principal, { context: this.context, deadline, key });
    if (token !== undefined) return token;
    throw new MultilithError(
      'PRINCIPAL_UNPROVEN',
      `${message} is sent to '${this.context}' for a principal that host '${this.host}' has not let in and cannot prove, or that came through too many hosts.`,
      'If people sign in at this host, add it to PRINCIPAL_ISSUERS of all hosts. Events from the time before hosts had keys are best handled before a context is extracted.',
    );
  }

  #budgetOf({ name }: Caller): RetryBudget {
    let budget = this.#budgets.get(name);
    if (!budget) this.#budgets.set(name, (budget = new RetryBudget()));
    return budget;
  }
}
