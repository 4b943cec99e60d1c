import { describeThrown, ownOutput, type InvalidMessageError, MultilithError } from '@multilith/contract';
import { downcast } from './current-version.js';
import type { LocalBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';

/** Maximum number of validation issues of an answer that an error shows. */
const MAX_SHOWN_ISSUES = 5;

/**
 * Returns a copy of the answer of a handler, validated against the contract and without undeclared fields. The answer
 * to a private message is returned unchanged; that to a message of an earlier version, a valid answer of the current
 * version, is converted.
 *
 * @throws MultilithError `INVALID_ANSWER`
 */
export function validAnswer(binding: LocalBinding, answer: unknown): unknown {
  if (!binding.published) return answer;
  if (binding.current) return answerInEarlierVersion(binding, answer);
  const { handler, definition } = binding;
  return ownAnswerOf(binding, answer, `${handler ?? 'The handler'} of ${definition.name}`);
}

/** {@link validAnswer} for a declared fallback. */
export const validFallback = (
  binding: Pick<BoundMessage, 'type' | 'definition'>,
  answer: unknown,
  caller: string,
): unknown => ownAnswerOf(binding, answer, `The fallback of '${caller}' for ${binding.definition.name}`);

/**
 * Converts a valid answer of the current version of a message for a caller of an earlier version.
 *
 * @throws MultilithError `INVALID_ANSWER` if the conversion fails or does not fit the earlier version
 */
export function answerInEarlierVersion({ type, definition, current }: BoundMessage, answer: unknown): unknown {
  const { name, version } = definition;
  try {
    return ownOutput(type, downcast(current!, answer));
  } catch (cause) {
    const problem = `An answer of version ${current!.definition.version} of ${name} does not fit version ${version}: ${faultsOf(cause)}.`;
    const remedy = `Declare downcast: { ${version}: … } in the current version, with what version ${version} describes.`;
    throw new MultilithError('INVALID_ANSWER', problem, remedy, { cause });
  }
}

function ownAnswerOf(
  { type, definition }: Pick<BoundMessage, 'type' | 'definition'>,
  answer: unknown,
  source: string,
): unknown {
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
