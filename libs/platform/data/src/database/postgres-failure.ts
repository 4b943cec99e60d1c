import { MultilithError } from '@multilith/contract';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { isThrown } from '../errors/is-thrown.js';

/** The cause of an error: the handler, contention, or an unavailable database. */
export type PostgresFailure = 'handler' | 'contention' | 'infrastructure';

/** Deadlock, serialization failure, lock timeout. */
const CONTENTION = new Set(['40P01', '40001', '55P03']);

/** SQLSTATE of an idle-in-transaction timeout: the handler was idle for too long. */
const IDLED = '25P03';

/**
 * SQLSTATE classes of connection errors, insufficient resources and system errors; codes of a server that stops, starts
 * or crashed.
 */
const DATABASE_DOWN =
  /^(08...|53...|58...|57P0[1235]|POOL_EXHAUSTED|CONNECTION_LOST|COMMIT_UNKNOWN|DATABASE_UNAVAILABLE)$/;

/** Network errors, counted only if the store itself raised them. */
const NETWORK = /^E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/;

/** Messages of connection errors that node-postgres throws without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Cannot use a pool after calling end|Query read timeout)/;

/** Maximum number of errors inspected in a chain of causes, which can be circular. */
const MAX_CAUSES = 5;

/**
 * Classifies an error by itself and its causes.
 *
 * An error thrown by a handler is attributed to the database only if PostgreSQL or the runtime created it: the same
 * code or text in another error has a different meaning. If the database did cause it, counting the attempt fails next,
 * and that error is attributed to the store.
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

/** Returns an error and its causes. TypeORM stores the error of the driver in `driverError`. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let cause = error;
  while (typeof cause === 'object' && cause !== null && chain.length < MAX_CAUSES) {
    chain.push(cause);
    cause = read(cause, 'cause') ?? read(cause, 'driverError');
  }
  return chain;
}

/** Reads a property of a thrown value; returns `undefined` if reading it fails. */
function read(thrown: unknown, property: string): unknown {
  try {
    return (thrown as Record<string, unknown>)[property];
  } catch {
    return undefined;
  }
}

/** Whether a statement with this text has failed with this SQLSTATE. */
export const hasFailed = (error: unknown, sql: string, sqlState: string): boolean =>
  isThrown(error, QueryFailedError) &&
  error.query === sql &&
  (error.driverError as { code?: string } | undefined)?.code === sqlState;
