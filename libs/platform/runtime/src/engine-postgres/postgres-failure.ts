import type { FailureKind } from '../engine/ports.js';

/** Deadlock, serialization failure, lock timeout. */
const CONTENTION = new Set(['40P01', '40001', '55P03']);

/** Classes: connection, insufficient resources, system error; codes: the server goes down, comes up, or is gone. */
const DATABASE_DOWN = /^(08...|53...|58...|57P0[1235]|POOL_EXHAUSTED)$/;

/** Network errors. From a handler they may as well come from something else that it calls. */
const NETWORK = /^E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/;

/** What node-postgres throws without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Cannot use a pool after calling end|Query read timeout)/;

/**
 * Whose fault an error is, judged by it and by what caused it. A network error from a handler counts as the handler's:
 * if it was the database, counting the attempt fails next, and that is an error of the store.
 */
export function postgresFailureKind(error: unknown, fromHandler: boolean): FailureKind {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') {
      if (CONTENTION.has(code)) return 'contention';
      if (DATABASE_DOWN.test(code) || (!fromHandler && NETWORK.test(code))) return 'infrastructure';
    }
    if (LOST.test(cause.message)) return 'infrastructure';
    cause = cause.cause ?? (cause as { driverError?: unknown }).driverError;
  }
  return 'handler';
}
