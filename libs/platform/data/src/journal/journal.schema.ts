/**
 * The journal of a context, in its own schema. Append-only: the runtime never updates or deletes a row.
 *
 * - `id` is the position. It is not unique-by-commit-time: see `engine/journal-tail.ts` for how it is read without loss.
 * - `payload` is `json`, not `jsonb`: it is kept letter by letter and costs less to write.
 * - `event_id` has no index: it is a UUID that the runtime drew, and every index is paid at each publish.
 * - `journal_epoch` names this history of positions. A restore from a backup or a move that draws positions anew
 *   starts another epoch, so that a cursor of the former one is recognised instead of skipping events silently.
 *
 * Run it with the context's schema as the only entry of `search_path`.
 */
export const journalSchema = `
CREATE TABLE journal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  version integer NOT NULL,
  lane smallint NOT NULL,
  name text NOT NULL,
  key text NOT NULL,
  payload json NOT NULL,
  headers json NOT NULL
);
CREATE INDEX journal_lane ON journal (lane, id);

CREATE TABLE journal_epoch (
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  since timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX journal_epoch_single ON journal_epoch ((true));
INSERT INTO journal_epoch DEFAULT VALUES;
`;
