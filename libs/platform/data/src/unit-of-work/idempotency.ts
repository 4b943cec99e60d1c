import { MultilithError, type JsonValue } from '@multilith/contract';
import { createHash } from 'node:crypto';
import type { UnitOfWork } from './unit-of-work.js';

/** Days for which a retry with the same key gets the first answer; the engine's housekeeping deletes older records. */
export const IDEMPOTENCY_DAYS = 30;

/** A command with an idempotency key. */
export interface KeyedRequest {
  readonly key: string;
  /** Name of the command. */
  readonly message: string;
  /** The subject of the principal, `''` without one: keys of different principals are independent. */
  readonly subject: string;
  /** Hash of the content. */
  readonly fingerprint: string;
}

const CLAIM = `INSERT INTO idempotency_record (subject, message, key, fingerprint) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING`;
const READ = 'SELECT fingerprint, answer FROM idempotency_record WHERE subject = $1 AND message = $2 AND key = $3';
const ANSWER = 'UPDATE idempotency_record SET answer = $4 WHERE subject = $1 AND message = $2 AND key = $3';

/** Whether a request was executed before, and then its answer. */
export type KeptAnswer = { readonly replayed: false } | { readonly replayed: true; readonly answer: JsonValue };

/**
 * Runs a command once per key, in its unit of work or a subtransaction. The record is inserted first, so a concurrent
 * request with the same key waits for the end of this transaction: it then gets the stored answer, or runs itself if
 * this transaction rolled back. If the command fails, its record is rolled back as well.
 *
 * @param run executes it and returns its answer as JSON text
 * @throws MultilithError `IDEMPOTENCY_KEY_REUSED` if the key was used before with other content
 */
export async function executeOnce(
  unitOfWork: UnitOfWork,
  request: KeyedRequest,
  run: () => Promise<string>,
): Promise<KeptAnswer> {
  const identity = [shortened(request.subject), request.message, request.key];
  // The same key may have been used within this transaction, whose records are not stored yet.
  await unitOfWork.flush();
  const claimed = await unitOfWork.query(CLAIM, [...identity, request.fingerprint]);
  if (claimed.rowCount === 0) return { replayed: true, answer: await earlierAnswer(unitOfWork, request, identity) };
  unitOfWork.queryAtCommit(ANSWER, [...identity, await run()]);
  return { replayed: false };
}

/** Maximum length of a stored subject, in characters: an index entry takes at most 2,704 bytes. */
const MAX_SUBJECT_LENGTH = 255;
const shortened = (subject: string): string =>
  subject.length <= MAX_SUBJECT_LENGTH ? subject : `sha256:${createHash('sha256').update(subject).digest('base64url')}`;

async function earlierAnswer(unitOfWork: UnitOfWork, request: KeyedRequest, identity: string[]): Promise<JsonValue> {
  const { rows } = await unitOfWork.query(READ, identity);
  const [record] = rows;
  if (record?.['fingerprint'] === request.fingerprint) return record['answer'] as JsonValue;
  throw new MultilithError(
    'IDEMPOTENCY_KEY_REUSED',
    `The idempotency key '${request.key}' was used before, for ${request.message} with other content.`,
    'Use a new key for new content, and the same key only to repeat the very same request.',
  );
}
