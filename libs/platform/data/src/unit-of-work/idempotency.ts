import { MultilithError, type JsonValue } from '@multilith/contract';
import { createHash } from 'node:crypto';
import type { UnitOfWork } from './unit-of-work.js';

/** Days for which a repeated key gets the first answer; older records are removed by the engine's housekeeping. */
export const IDEMPOTENCY_DAYS = 30;

/** A command that may arrive more than once. */
export interface KeyedRequest {
  readonly key: string;
  /** Name of the command. */
  readonly message: string;
  /** The subject of the principal, `''` without one: a key of one principal means nothing to another. */
  readonly subject: string;
  /** Hash of the content. */
  readonly fingerprint: string;
}

const CLAIM = `INSERT INTO idempotency_record (subject, message, key, fingerprint) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING`;
const READ = 'SELECT fingerprint, answer FROM idempotency_record WHERE subject = $1 AND message = $2 AND key = $3';
const ANSWER = 'UPDATE idempotency_record SET answer = $4 WHERE subject = $1 AND message = $2 AND key = $3';

/**
 * Runs a command once per key, in its unit of work or a part of it. The record is inserted first, so a rival with the
 * same key waits for the end of this transaction: it then gets the answer, or takes its turn if this one rolled back.
 * Work that fails takes its record with it.
 *
 * @throws MultilithError `IDEMPOTENCY_KEY_REUSED` when the key came before with other content
 */
export async function executeOnce(
  unitOfWork: UnitOfWork,
  request: KeyedRequest,
  run: () => Promise<JsonValue>,
): Promise<{ answer: JsonValue; replayed: boolean }> {
  const identity = [shortened(request.subject), request.message, request.key];
  // The same key may have come before within this transaction; its outcome is not stored yet.
  await unitOfWork.flush();
  const claimed = await unitOfWork.query(CLAIM, [...identity, request.fingerprint]);
  if (claimed.rowCount === 0) return { answer: await earlierAnswer(unitOfWork, request, identity), replayed: true };
  const answer = await run();
  unitOfWork.queryAtCommit(ANSWER, [...identity, JSON.stringify(answer)]);
  return { answer, replayed: false };
}

/** The index takes no entry above 2,700 bytes. */
const LONGEST_SUBJECT = 255;
const shortened = (subject: string): string =>
  subject.length <= LONGEST_SUBJECT ? subject : `sha256:${createHash('sha256').update(subject).digest('base64url')}`;

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
