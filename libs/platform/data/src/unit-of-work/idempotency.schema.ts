/**
 * Answers of commands that carried an idempotency key, in the context's own schema. The row commits with the effect of
 * its command. `fingerprint` shows whether a retry has the same content. `answer` is `json`, not `jsonb`: a retry gets
 * the exact text of the first answer.
 *
 * Run it with the context's schema as the only entry of `search_path`.
 */
export const idempotencySchema = `
CREATE TABLE idempotency_record (
  subject text NOT NULL,
  message text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  answer json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject, message, key)
);
CREATE INDEX idempotency_record_age ON idempotency_record (created_at);
`;

/**
 * The versions of commands. `version` is that of the message, in which `answer` is kept; NULL for records from before
 * this column. `other_answers` has the answer in the other versions that the callee served, by version. Both may be
 * NULL, so that a release without them can still write.
 */
export const idempotencyVersionsSchema = `
ALTER TABLE idempotency_record ADD COLUMN version integer, ADD COLUMN other_answers json;
`;
