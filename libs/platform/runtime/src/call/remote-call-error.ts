import { brand, MultilithError } from '@multilith/contract';
import type { CALL_FAILURES } from '../error-codes.js';

/** Why a call to a contract failed, other than by an error of the contract. */
export type CallFailure = keyof typeof CALL_FAILURES | 'IDEMPOTENCY_KEY_REUSED';

const TEXTS: Readonly<Record<CallFailure, readonly [problem: string, remedy: string]>> = {
  ACCESS_DENIED: ['the caller may not send it', 'Call it as a principal that its access declaration allows.'],
  UNAUTHENTICATED: ['the caller is not signed in', 'Sign in first; the message is not public.'],
  DEADLINE_EXCEEDED: ['no answer came in time', 'Ask again with more time, or look why the callee is slow.'],
  UNAVAILABLE: ['the callee cannot work at the moment', 'Try again later; a use can declare a fallback.'],
  IDEMPOTENCY_KEY_REUSED: [
    'the idempotency key was used before, for other content',
    'Use a new key for a new request.',
  ],
  CONTRACT_MISMATCH: [
    'caller and callee were built with different contracts',
    'Deploy the side that lags behind; a contract changes by what may be left out.',
  ],
  MESSAGE_TOO_LARGE: ['the message is larger than the network takes', 'Ask for or send less at a time, say in pages.'],
  INTERNAL: ['the handler failed unexpectedly', 'Look in the log of the callee under the same trace.'],
};

/** Whether a text from another host is a known failure code. */
export const isCallFailure = (code: string): code is CallFailure => Object.hasOwn(TEXTS, code);

/** Details of a failed call. */
export interface CallFailureDetail {
  /** Name of the message, like `catalog.GetProducts`. */
  readonly message: string;
  /** Name of the caller, for messages: a context like `orders`, `the API of orders` for its resolvers, or a host. */
  readonly from: string;
  /** The context that handles the message. */
  readonly to: string;
  /** Whether the handler may have taken effect although the caller got an error. */
  readonly mayHaveExecuted: boolean;
  /** The problem, without internals of the callee. Default: a sentence for the code. */
  readonly problem?: string | undefined;
}

/**
 * A call failed with an error that its contract does not declare. Callers see the same class, codes and text wherever
 * the handler runs, without stack and internals of the callee.
 */
export class RemoteCallError extends MultilithError {
  static {
    brand(this, 'runtime.RemoteCallError');
  }
  override readonly name = 'RemoteCallError';
  declare readonly code: CallFailure;
  readonly detail: CallFailureDetail;

  constructor(code: CallFailure, detail: CallFailureDetail, options?: ErrorOptions) {
    const { message, from, to, problem } = detail;
    const [usualProblem, remedy] = TEXTS[code];
    super(code, `${message}, sent by ${from} to ${to}, failed: ${problem ?? usualProblem}.`, remedy, options);
    this.detail = detail;
  }

  /** Whether the handler may have taken effect. If so, retry a command only with an idempotency key. */
  get mayHaveExecuted(): boolean {
    return this.detail.mayHaveExecuted;
  }
}
