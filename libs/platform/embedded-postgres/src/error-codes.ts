import { errorTable } from '@multilith/contract';

/** An embedded database that cannot start or stop. */
export const EMBEDDED_DATABASE_ERRORS = errorTable({
  EMBEDDED_DATABASE_UNSUPPORTED: {
    when: 'the PostgreSQL binaries for this platform are not installed',
    remedy: 'Install with optional dependencies, or set `DATABASE_URL`.',
  },
  EMBEDDED_DATABASE_USER: {
    when: 'as root, no user can be found or made for the server to run as',
    remedy: 'Create one, or set `DATABASE_URL`.',
  },
  EMBEDDED_DATABASE_FOLDER: {
    when: 'the data folder cannot be used or reached',
    remedy: 'See the message for who owns it.',
  },
  EMBEDDED_DATABASE_LOCKED: {
    when: 'another start in the same folder does not end',
    remedy: 'End that process, then start again.',
  },
  EMBEDDED_DATABASE_BROKEN: {
    when: 'the data folder is incomplete',
    remedy: 'Restore it, or remove it to begin empty.',
  },
  EMBEDDED_DATABASE_VERSION: {
    when: 'the data was written by another major version of PostgreSQL',
    remedy: 'Dump and restore, or begin empty.',
  },
  EMBEDDED_DATABASE_PASSWORD: {
    when: 'there is data, but the file with its superuser password is gone',
    remedy: 'Put the file back, or begin empty.',
  },
  EMBEDDED_DATABASE_PORT: {
    when: 'the wanted port is taken',
    remedy: 'Leave the port out to get a free one.',
  },
  EMBEDDED_DATABASE_START: {
    when: 'the server did not start, or refuses the login',
    remedy: 'See its log, which the message names.',
  },
  EMBEDDED_DATABASE_STOP: {
    when: 'the server did not stop in time',
    remedy: 'End it as the message says.',
  },
});

type EmbeddedDatabaseErrors = typeof EMBEDDED_DATABASE_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends EmbeddedDatabaseErrors {}
}
