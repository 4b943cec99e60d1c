/**
 * The advisory lock that writers of a journal hold, shared, from before they draw a position until their transaction
 * ends. A reader never takes it; it looks in `pg_locks` for who holds it.
 */
export interface JournalLock {
  /** First half of the lock key: says that the lock belongs to a journal. */
  readonly classId: number;
  /** Second half: which schema's journal. Two schemas on one number only wait for each other's writers. */
  readonly objectId: number;
}

/** "MLJ" and a version, so that the lock is recognisable in `pg_locks`. */
const JOURNAL = 0x4d4c4a01;

/** The lock of the journal in a schema. Locks are per database, so the schema's name is enough. */
export function journalLock(schema: string): JournalLock {
  let hash = 0x811c9dc5;
  for (let i = 0; i < schema.length; i++) hash = Math.imul(hash ^ schema.charCodeAt(i), 0x01000193);
  return { classId: JOURNAL, objectId: hash | 0 };
}
