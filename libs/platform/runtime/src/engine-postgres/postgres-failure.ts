import type { FailureKind } from '../engine/ports.js';

/** Deadlock, serialization failure, lock timeout. */
const CONTENTION = new Set(['40P01', '40001', '55P03']);

/** The handler idled inside its transaction, and PostgreSQL hung up on it. */
const IDLED = '25P03';

/** Classes: connection, insufficient resources, system error; codes: the server goes down, comes up, or is gone. */
const DATABASE_DOWN =
  /^(08...|53...|58...|57P0[1235]|POOL_EXHAUSTED|CONNECTION_LOST|COMMIT_UNKNOWN|DATABASE_UNAVAILABLE)$/;

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
  const chain = causesOf(error);
  const codes = chain.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  if (codes.includes(IDLED)) return 'handler';
  if (codes.some((code) => CONTENTION.has(code))) return 'contention';
  const isDown = (code: string): boolean => DATABASE_DOWN.test(code) || (!fromHandler && NETWORK.test(code));
  if (codes.some(isDown) || chain.some(({ message }) => LOST.test(message))) return 'infrastructure';
  return 'handler';
}

interface Cause extends Error {
  readonly code?: unknown;
  /** TypeORM keeps the error of the driver here. */
  readonly driverError?: unknown;
}

/** An error and what caused it, a few levels deep. */
function causesOf(error: unknown): Cause[] {
  const chain: Cause[] = [];
  let cause = error;
  while (cause instanceof Error && chain.length < 5) {
    chain.push(cause);
    cause = cause.cause ?? (cause as Cause).driverError;
  }
  return chain;
}
