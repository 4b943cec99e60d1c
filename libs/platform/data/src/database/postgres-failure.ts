import { MultilithError } from '@multilith/contract';
import pg from 'pg';
import { isThrown } from '../errors/is-thrown.js';

/** Whose fault an error is: the handler's, a lost fight for rows, or a database that is not there. */
export type PostgresFailure = 'handler' | 'contention' | 'infrastructure';

/** Deadlock, serialization failure, lock timeout. */
const CONTENTION = new Set(['40P01', '40001', '55P03']);

/** The handler idled inside its transaction, and PostgreSQL hung up on it. */
const IDLED = '25P03';

/** Classes: connection, insufficient resources, system error; codes: the server goes down, comes up, or is gone. */
const DATABASE_DOWN =
  /^(08...|53...|58...|57P0[1235]|POOL_EXHAUSTED|CONNECTION_LOST|COMMIT_UNKNOWN|DATABASE_UNAVAILABLE)$/;

/** Network errors that the store itself met. */
const NETWORK = /^E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/;

/** What node-postgres throws without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Cannot use a pool after calling end|Query read timeout)/;

/** Errors looked at of a chain of causes, which can be a circle. */
const MAX_CAUSES = 5;

/**
 * Whose fault an error is, judged by it and by what caused it.
 *
 * An error that a handler threw is the database's fault only if PostgreSQL or the runtime made it: the same code or text
 * in an error of the handler's own is about something else. If it was the database after all, counting the attempt
 * fails next, and that is an error of the store.
 */
export function postgresFailureKind(error: unknown, fromHandler: boolean): PostgresFailure {
  const chain = causesOf(error).filter((link) => !fromHandler || isOfDatabase(link));
  const codes = chain.map((link) => read(link, 'code')).filter((code) => typeof code === 'string');
  if (codes.includes(IDLED)) return 'handler';
  if (codes.some((code) => CONTENTION.has(code))) return 'contention';
  const isDown = (code: string): boolean => DATABASE_DOWN.test(code) || (!fromHandler && NETWORK.test(code));
  if (codes.some(isDown) || chain.some((link) => isLoss(read(link, 'message')))) return 'infrastructure';
  return 'handler';
}

const isOfDatabase = (error: unknown): boolean => isThrown(error, pg.DatabaseError) || isThrown(error, MultilithError);

const isLoss = (message: unknown): boolean => typeof message === 'string' && LOST.test(message);

/** An error and what caused it. TypeORM keeps the error of the driver in `driverError`. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let cause = error;
  while (typeof cause === 'object' && cause !== null && chain.length < MAX_CAUSES) {
    chain.push(cause);
    cause = read(cause, 'cause') ?? read(cause, 'driverError');
  }
  return chain;
}

/** A property of a thrown value; `undefined` if reading it fails. */
function read(thrown: unknown, property: string): unknown {
  try {
    return (thrown as Record<string, unknown>)[property];
  } catch {
    return undefined;
  }
}
