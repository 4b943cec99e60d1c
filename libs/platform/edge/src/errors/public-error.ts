import { ContractError, InvalidMessageError, MultilithError } from '@multilith/contract';
import { InvalidArgumentsError } from '@multilith/graphql';
import { RemoteCallError } from '@multilith/runtime';
import { AuthUnavailableError } from '../auth/auth-error.js';
import { RequestError } from './request-error.js';

/** The public part of an error. */
export interface PublicError {
  /** Stable; listed in docs/errors.md. */
  readonly code: string;
  /** For people; contains no internals. */
  readonly message: string;
  /** Further data for clients, such as the data of a contract error. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether an operator should look into it. */
  readonly unexpected: boolean;
}

const INTERNAL = 'Something went wrong on our side. The trace id leads to it in the log.';

/** Maximum number of issues in a response. */
const MAX_SHOWN_ISSUES = 20;

/** Texts for failures whose own message contains names of contexts and handlers. */
const TEXTS: Readonly<Record<string, string>> = {
  ACCESS_DENIED: 'You may not do that.',
  UNAUTHENTICATED: 'This needs a signed-in user. Send a token in the Authorization header.',
  DEADLINE_EXCEEDED: 'There was no answer in time. Try again.',
  UNAVAILABLE: 'A part of the service does not answer right now. Try again.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotency key was used before, for other content. Use a new key for a new request.',
};

/** Returns the public part of an error. The only place that decides what clients see of it. */
export function publicErrorOf(error: unknown): PublicError {
  if (error instanceof ContractError) return expected(error.code, error.message, { data: error.data });
  if (error instanceof InvalidArgumentsError)
    return expected(error.code, error.problem, { issues: error.issues.slice(0, MAX_SHOWN_ISSUES) });
  if (error instanceof RequestError)
    return {
      code: error.code,
      message: error.problem,
      details: {},
      unexpected: error instanceof AuthUnavailableError,
    };
  // The handler created an invalid message itself: the client cannot correct it.
  if (error instanceof MultilithError && !(error instanceof InvalidMessageError)) {
    const { code } = error;
    const details = error instanceof RemoteCallError ? { mayHaveExecuted: error.mayHaveExecuted } : {};
    const text = TEXTS[code];
    return { code, message: text ?? INTERNAL, details, unexpected: text === undefined || code === 'UNAVAILABLE' };
  }
  return { code: 'INTERNAL', message: INTERNAL, details: {}, unexpected: true };
}

function expected(code: string, message: string, details: PublicError['details'] = {}): PublicError {
  return { code, message, details, unexpected: false };
}
