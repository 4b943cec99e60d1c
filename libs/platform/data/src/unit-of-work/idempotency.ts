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
  /** Version of the command. */
  readonly version: number;
  /** Hash of the content. */
  readonly fingerprint: string;
}

/** The answer to a keyed command, which is kept for retries. Each answer is JSON text. */
export interface AnswerToKeep {
  /** In the version of the request. */
  readonly answer: string;
  /** In other versions of the command, by version, for retries in these versions. Default: none. */
  readonly others?: Readonly<Record<number, string>> | undefined;
}

/** Whether a request was executed before, and then its answer. */
export type KeptAnswer = { readonly replayed: false } | ({ readonly replayed: true } & StoredAnswer);

/** An answer as it was kept. */
interface StoredAnswer {
  readonly answer: JsonValue;
  /** The version of the answer, if it was not kept in that of the request. */
  readonly version?: number;
}

const CLAIM = `INSERT INTO idempotency_record (subject, message, key, version, fingerprint) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING`;
const READ = `SELECT version, fingerprint, answer, other_answers FROM idempotency_record
WHERE subject = $1 AND message = $2 AND key = $3`;
const ANSWER = `UPDATE idempotency_record SET answer = $4, other_answers = $5
WHERE subject = $1 AND message = $2 AND key = $3`;

const asJson = (answers: Readonly<Record<number, string>>): string =>
  `{${Object.entries(answers)
    .map(([version, answer]) => `"${version}":${answer}`)
    .join()}}`;

/**
 * Runs a command once per key, in its unit of work or a subtransaction. The record is inserted first, so a concurrent
 * request with the same key waits for the end of this transaction: it then gets the stored answer, or runs itself if
 * this transaction rolled back. If the command fails, its record is rolled back as well.
 *
 * Content is compared only with content of the same version. A retry in another version, after its sender was updated,
 * is recognised by its key alone: what it would send now need not be what it has sent.
 *
 * @param run executes it and returns the answer to keep
 * @returns for a retry, the answer; in a version in which it was not kept, the answer in the version of the first request
 * @throws MultilithError `IDEMPOTENCY_KEY_REUSED` if the key was used before with other content
 */
export async function executeOnce(
  unitOfWork: UnitOfWork,
  request: KeyedRequest,
  run: () => Promise<AnswerToKeep>,
): Promise<KeptAnswer> {
  const identity = [shortened(request.subject), request.message, request.key];
  // The same key may have been used within this transaction, whose records are not stored yet.
  await unitOfWork.flush();
  const claimed = await unitOfWork.query(CLAIM, [...identity, request.version, request.fingerprint]);
  if (claimed.rowCount === 0) return { replayed: true, ...(await earlierAnswer(unitOfWork, request, identity)) };
  const { answer, others } = await run();
  unitOfWork.queryAtCommit(ANSWER, [...identity, answer, others ? asJson(others) : null]);
  return { replayed: false };
}

/** A record as the database returns it. */
interface StoredRecord {
  readonly version: number | null;
  readonly fingerprint: string;
  readonly answer: JsonValue;
  readonly other_answers: Readonly<Record<number, JsonValue>> | null;
}

/** Maximum length of a stored subject, in characters: an index entry takes at most 2,704 bytes. */
const MAX_SUBJECT_LENGTH = 255;
const shortened = (subject: string): string =>
  subject.length <= MAX_SUBJECT_LENGTH ? subject : `sha256:${createHash('sha256').update(subject).digest('base64url')}`;

async function earlierAnswer(unitOfWork: UnitOfWork, request: KeyedRequest, identity: string[]): Promise<StoredAnswer> {
  const { rows } = await unitOfWork.query(READ, identity);
  const { version, fingerprint, answer, other_answers: others } = (rows[0] ?? {}) as Partial<StoredRecord>;
  if (version !== undefined && version !== null && version !== request.version)
    return others && Object.hasOwn(others, request.version)
      ? { answer: others[request.version]! }
      : { answer: answer!, version };
  if (fingerprint === request.fingerprint) return { answer: answer! };
  throw new MultilithError(
    'IDEMPOTENCY_KEY_REUSED',
    `The idempotency key '${request.key}' was used before, for ${request.message} with other content.`,
    'Use a new key for new content, and the same key only to repeat the very same request.',
  );
}
