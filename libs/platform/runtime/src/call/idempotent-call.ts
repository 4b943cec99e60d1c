import { createHash } from 'node:crypto';
import { decodeOutput, encodeMessage, encodeOutput } from '@multilith/contract';
import { executeOnce } from '../unit-of-work/idempotency.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { Execution } from './execution.js';

/** Runs a command with a key in its unit of work: the first time it takes effect, later the kept answer is given. */
export async function executeWithKey(
  { binding, message, arrival }: Execution,
  key: string,
  subject: string,
  unitOfWork: UnitOfWork,
): Promise<unknown> {
  const { type, definition } = binding;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(encodeMessage(message)))
    .digest('base64url');
  const encode = arrival?.encode ?? ((answer: unknown) => encodeOutput(type, answer));
  const { answer } = await executeOnce(unitOfWork, { key, message: definition.name, subject, fingerprint }, async () =>
    encode(await binding.invoke(message)),
  );
  return arrival ? answer : decodeOutput(type, answer);
}

/**
 * The key of a command that a handler sends to another context: the same for every attempt at the same work.
 * Derived from the key of the work (a command's key, or event id and subscription) and the ordinal of the call.
 */
export function derivedKey(parentKey: string, ordinal: number): string {
  return createHash('sha256').update(`${parentKey}\n${ordinal}`).digest('base64url');
}
