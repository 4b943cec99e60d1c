import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentOf, type Caller, type Principal, MultilithError } from '@multilith/contract';
import { LONGEST_CALL_MS } from '../call/call-deadline.js';
import type { OutgoingCall, RemoteCallee } from '../call/remote-callee.js';
import { newTrace, patience } from '@multilith/data';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { answerIn, failureOf } from './replies.js';
import { fingerprintOf } from './version-texts.js';
import { RetryBudget } from './retry-budget.js';
import { pauseBefore, repeatHelps } from './retry.js';
import type { CallRequest } from './call-request.js';
import type { Transport } from './transport.js';

/** Options of a remote context. */
export interface RemoteContextOptions {
  readonly context: string;
  readonly transport: Transport;
  readonly principals: PrincipalTokens;
  /** Name of this host. */
  readonly host: string;
}

/** Calls a context in another host. */
export class RemoteContext implements RemoteCallee {
  readonly #options: RemoteContextOptions;
  readonly #budgets = new Map<string, RetryBudget>();

  constructor(options: RemoteContextOptions) {
    this.#options = options;
  }

  /** Calls the handler in the other host. Ends by the deadline. A single promise reads the reply, because each costs. */
  call(call: OutgoingCall, retries: number, seen: (error: unknown) => Error): Promise<unknown> {
    const { binding, caller, key } = call;
    let request: CallRequest;
    try {
      request = this.#requestOf(call);
    } catch (error) {
      return Promise.reject(seen(error));
    }
    const budget = this.#budgetOf(caller);
    budget.deposit();
    const failed = (failure: unknown): Promise<unknown> => {
      if (retries === 0 || (binding.definition.kind !== 'query' && key === undefined)) throw seen(failure);
      return this.#repeat(request, call, retries, budget, failure).catch((error: unknown) => {
        throw seen(error);
      });
    };
    return this.#options.transport.call(this.#options.context, request).then(
      (reply) => {
        try {
          return answerIn(reply, binding, caller);
        } catch (error) {
          return failed(error);
        }
      },
      (error: unknown) => failed(failureOf(error, binding, caller)),
    );
  }

  async #repeat(
    request: CallRequest,
    call: OutgoingCall,
    retries: number,
    budget: RetryBudget,
    failure: unknown,
  ): Promise<unknown> {
    for (let repeats = 0; repeats < retries && repeatHelps(failure); repeats++) {
      const pause = pauseBefore(repeats);
      if (Date.now() + pause >= request.deadline! || !budget.withdraw()) break;
      await sleep(pause);
      try {
        return await this.#callOnce(request, call);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async #callOnce(request: CallRequest, { binding, caller }: OutgoingCall): Promise<unknown> {
    const reply = await this.#options.transport.call(this.#options.context, request).catch((error: unknown) => {
      throw failureOf(error, binding, caller);
    });
    return answerIn(reply, binding, caller);
  }

  #requestOf({ binding, message, caller, ambient, watched, deadline, key }: OutgoingCall): CallRequest {
    const { name, version, kind } = binding.definition;
    const principal = ambient?.principal;
    const until = deadline ?? Date.now() + patience(LONGEST_CALL_MS);
    const sentKey = key ?? (principal && kind === 'command' ? this.#keyFor(principal) : undefined);
    return {
      host: this.#options.host,
      message: name,
      version,
      fingerprint: fingerprintOf(binding.type),
      content: contentOf(message),
      // `api` is not sent: the callee derives it from `kind`.
      caller: caller.api ? { kind: caller.kind, name: caller.name } : caller,
      key: sentKey,
      deadline: until,
      principal: principal && this.#tokenOf(principal, name, until, sentKey),
      trace: watched?.trace ?? ambient?.trace ?? newTrace(),
    };
  }

  /**
   * Returns the key of a command without one: work caused by an event needs a key, so a command sent at most once (for
   * example after the commit) gets a random key.
   */
  #keyFor(principal: Principal): string | undefined {
    return this.#options.principals.isCausedByEvent(principal) ? randomUUID() : undefined;
  }

  #tokenOf(principal: Principal, message: string, deadline: number, key: string | undefined): string {
    const token = this.#options.principals.tokenFor(principal, { context: this.#options.context, deadline, key });
    if (token !== undefined) return token;
    throw new MultilithError(
      'PRINCIPAL_UNPROVEN',
      `${message} is sent to '${this.#options.context}' for a principal that host '${this.#options.host}' has not let in and cannot prove, or that came through too many hosts.`,
      'If people sign in at this host, add it to PRINCIPAL_ISSUERS of all hosts. Events from the time before hosts had keys are best handled before a context is extracted.',
    );
  }

  #budgetOf({ name }: Caller): RetryBudget {
    let budget = this.#budgets.get(name);
    if (!budget) this.#budgets.set(name, (budget = new RetryBudget()));
    return budget;
  }
}
