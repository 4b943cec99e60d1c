import { describeThrown, ownOutput, type InvalidMessageError, MultilithError } from '@multilith/contract';
import type { LocalBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';

/** Maximum number of validation issues of an answer that an error shows. */
const MAX_SHOWN_ISSUES = 5;

/**
 * Returns a copy of the answer of a handler, validated against the contract and without undeclared fields. The answer
 * to a private message is returned unchanged.
 *
 * @throws MultilithError `INVALID_ANSWER`
 */
export function validAnswer(binding: LocalBinding, answer: unknown): unknown {
  if (!binding.published) return answer;
  const { handler, definition } = binding;
  return ownAnswerOf(binding, answer, `${handler ?? 'The handler'} of ${definition.name}`);
}

/** {@link validAnswer} for a declared fallback. */
export const validFallback = (binding: BoundMessage, answer: unknown, caller: string): unknown =>
  ownAnswerOf(binding, answer, `The fallback of '${caller}' for ${binding.definition.name}`);

function ownAnswerOf({ type, definition }: BoundMessage, answer: unknown, source: string): unknown {
  try {
    return ownOutput(type, answer);
  } catch (cause) {
    throw new MultilithError(
      'INVALID_ANSWER',
      `${source} answered what its contract does not describe: ${faultsOf(cause)}.`,
      `Answer with what the output of ${definition.name} says, or change the contract.`,
      { cause },
    );
  }
}

type Issues = Pick<InvalidMessageError, 'issues'>['issues'];

function faultsOf(error: unknown): string {
  const { issues } = error as { issues?: Issues };
  // A getter of the answer or a refinement of the schema threw.
  if (!Array.isArray(issues)) return `it cannot be read (${describeThrown(error).message})`;
  const shown = issues
    .slice(0, MAX_SHOWN_ISSUES)
    .map(({ path, message }) => `${path.map(String).join('.') || '(answer)'}: ${message}`);
  return [...shown, ...(issues.length > MAX_SHOWN_ISSUES ? [`${issues.length - MAX_SHOWN_ISSUES} more`] : [])].join(
    '; ',
  );
}
