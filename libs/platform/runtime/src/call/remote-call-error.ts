import { RuntimeError } from '../errors/runtime-error.js';

/** Why a call to a contract failed, other than by an error of the contract. */
export type CallFailure =
  'ACCESS_DENIED' | 'UNAUTHENTICATED' | 'DEADLINE_EXCEEDED' | 'UNAVAILABLE' | 'IDEMPOTENCY_KEY_REUSED' | 'INTERNAL';

const REMEDIES: Readonly<Record<CallFailure, string>> = {
  ACCESS_DENIED: 'Call it as a principal that its access declaration allows.',
  UNAUTHENTICATED: 'Sign in first; the message is not public.',
  DEADLINE_EXCEEDED: 'Ask again with more time, or look why the callee is slow.',
  UNAVAILABLE: 'Try again later; a use can declare a fallback.',
  IDEMPOTENCY_KEY_REUSED: 'Use a new key for a new request.',
  INTERNAL: 'Look in the log of the callee under the same trace.',
};

/** What is known of a failed call. */
export interface CallFailureDetail {
  /** Name of the message, like `catalog.GetProducts`. */
  readonly message: string;
  /** Context that the call was sent from. */
  readonly from: string;
  /** Context that owns the message. */
  readonly to: string;
  /** Whether the handler may have taken effect although the caller got an error. */
  readonly mayHaveExecuted: boolean;
  /** What happened, without internals. Default: a sentence for the code. */
  readonly problem?: string;
  readonly cause?: unknown;
}

/**
 * A call to a contract failed for another reason than an error of the contract. Callers see the same class, codes and
 * text wherever the handler runs: no stack and no internals of the callee.
 */
export class RemoteCallError extends RuntimeError {
  override readonly name = 'RemoteCallError';
  readonly detail: CallFailureDetail;

  constructor(
    override readonly code: CallFailure,
    detail: CallFailureDetail,
  ) {
    const { message, from, to, problem, cause } = detail;
    super(code, `${message}, sent by ${from} to ${to}, failed: ${problem ?? code}.`, REMEDIES[code], { cause });
    this.detail = detail;
  }

  /** Whether the handler may have taken effect. Repeat such a command only with an idempotency key. */
  get mayHaveExecuted(): boolean {
    return this.detail.mayHaveExecuted;
  }
}
