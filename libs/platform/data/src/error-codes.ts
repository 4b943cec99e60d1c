import { errorTable } from '@multilith/contract';

/** Handlers and their transactions. */
export const TRANSACTION_ERRORS = errorTable({
  LATE_WRITE: {
    when: 'a handler had ended, and code that it left behind (a forgotten `await`, a timer) used the database, published an event or sent a message; or a handler returned while a statement was running. The refusal is logged with handler and stack, and does not end the process',
    remedy: 'Await everything the handler starts; start later work by an event.',
  },
  READ_ONLY_QUERY: {
    when: 'a query handler tried to write',
    remedy: 'Write in a command; or list the query under `writingQueries` in the `persistence` of its module.',
  },
  DATA_SOURCE_MANAGED: {
    when: 'code called what opens, closes or changes the database as a whole: `initialize`, `destroy`, `setOptions`, `synchronize`, `dropDatabase`, `runMigrations`, `undoLastMigration`, or `clearDatabase` and the like of a query runner',
    remedy: 'Remove the call; the runtime does it, and the schema changes by migrations.',
  },
  TRANSACTION_ABORTED: {
    when: "a handler returned normally, but a database error inside it had been swallowed: nothing was committed. A command that joins another one's transaction fails alone",
    remedy: 'Do not swallow database errors; `manager.transaction(…)` is a savepoint.',
  },
  TRANSACTION_CONTROL: {
    when: 'a handler sent BEGIN, COMMIT, ROLLBACK or SAVEPOINT itself, alone or among other statements of a text',
    remedy: 'Throw to roll back; use `manager.transaction(…)` for a part that may fail.',
  },
  STREAM_IN_TRANSACTION: {
    when: 'a handler streams a result through the query runner of its unit of work',
    remedy: 'Read it in pages, or stream it in a query handler.',
  },
  NESTED_TRANSACTION: {
    when: 'nested transactions of one handler overlapped, or two commands in one transaction waited for each other until the deadline, or for 30 s',
    remedy: 'Run them one after the other.',
  },
  CONNECTION_LOST: {
    when: 'the connection broke in the middle of a transaction; nothing was committed',
    remedy: 'Repeating is safe.',
  },
  COMMIT_UNKNOWN: {
    when: 'the connection broke while COMMIT was on its way',
    remedy: 'Repeat with the same idempotency key.',
  },
});

/** Databases, their settings and their schemas. */
export const DATABASE_ERRORS = errorTable({
  POOL_EXHAUSTED: {
    when: 'no connection of the context became free before the deadline of the call, or those that hold one did nothing with it for ten seconds; the message names the handlers that hold them, for how long, and whether they run a statement, are idle in a transaction or were not released',
    remedy:
      'As the message says: do not wait inside a transaction, release query runners, look for slow statements, or raise `DATABASE_POOL_TOTAL`.',
  },
  DATABASE_CONFIG: {
    when: 'a database setting is missing or unreadable, its URL is not one of PostgreSQL, or it allows too few connections for the contexts of the host',
    remedy: 'Set what the message names.',
  },
  CONNECTION_BUDGET: {
    when: 'the processes of a deployment need more connections than their database server takes: two for each context of each process',
    remedy: 'Raise `max_connections` of PostgreSQL to what the message computes, or run fewer instances.',
  },
  DATABASE_UNAVAILABLE: {
    when: 'the database of a context cannot be reached',
    remedy: 'Check that it runs, and URL, user and password.',
  },
  DATABASE_PROVISIONING: {
    when: 'schema or role of a context cannot be set up with the rights at hand',
    remedy: 'Run the SQL that the message shows, or give the context a login of its own.',
  },
  DATABASE_URL_NOT_FOR_HOSTS: {
    when: 'a host in production was given `DATABASE_URL` or `DATABASE_ROLE_SECRET`, with which it could act as every context',
    remedy: 'Run `multilith provision` with them; give hosts `<CONTEXT>_DATABASE_URL` of their contexts only.',
  },
  DATABASE_ROLE_SECRET_WEAK: {
    when: 'in production the passwords of roles would be derived from nothing, or from a text that can be guessed',
    remedy: 'Set `DATABASE_ROLE_SECRET` to 32 random bytes: `openssl rand -base64 32`.',
  },
  DATABASE_ROLE_SECRET_ELSEWHERE: {
    when: 'a database whose roles were set up with a `DATABASE_ROLE_SECRET` is to be used without one, as by `npm start` with the `DATABASE_URL` of a deployment: its roles would get new passwords',
    remedy: 'Set the secret of the deployment, or name another database.',
  },
  MIGRATION_FAILED: {
    when: 'a migration failed. In a transaction it was rolled back; outside of one (`transaction = false`) the message says which statements stay and what they left unfinished, such as an invalid index',
    remedy: 'Run the SQL that the message shows, correct the cause and start again.',
  },
  SCHEMA_TOO_NEW: {
    when: 'the database was brought up to date by a newer release',
    remedy: 'Start that release.',
  },
});

/** Events that cannot be written to a journal. */
export const JOURNAL_ERRORS = errorTable({
  EVENT_KEY_INVALID: {
    when: 'the key of an event is empty, not text, or holds a NUL character or half of a surrogate pair',
    remedy: "Return the id of what the event is about; a constant like `'all'` gives one order of all events.",
  },
  EVENT_KEY_TOO_LONG: {
    when: 'the key of an event is longer than 1,024 bytes of UTF-8',
    remedy: 'Use an id, or a hash of what identifies it.',
  },
  EVENT_TOO_LARGE: {
    when: 'an event is larger than 512 KiB as JSON; its transaction rolled back',
    remedy: 'Publish what happened, and let subscribers ask for the rest.',
  },
});

/** Calls that are refused because of the scope that they run in. */
export const SCOPE_ERRORS = errorTable({
  IDEMPOTENCY_KEY_REUSED: {
    when: 'the key was used before, for other content',
    remedy: 'A new key for a new request; see [idempotency](idempotency.md).',
  },
  PRINCIPAL_INVALID: {
    when: 'a request was made for a principal whose subject or roles no other host could take: no subject, more than 255 characters, control characters, more than 100 roles or 3,000 bytes of them',
    remedy: 'Refuse such a token where people are let in.',
  },
});

type DataErrors = typeof SCOPE_ERRORS & typeof TRANSACTION_ERRORS & typeof DATABASE_ERRORS & typeof JOURNAL_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends DataErrors {}
}
