import type pg from 'pg';
import type { Statement } from '../sql/statement.js';

/**
 * Runs statements in order and waits for all their answers: in one round trip if `pg` is sure to send every statement,
 * otherwise one by one. A failed statement does not stop the next, so the last statement must take effect only after
 * success, like a COMMIT. No other statement may be running on the connection.
 *
 * `pg` enables pipelining per connection. It is enabled for these statements only, because a pipelined connection
 * refuses cursors and streams.
 */
export async function inOneTrip(
  client: pg.PoolClient,
  statements: readonly Statement[],
): Promise<PromiseSettledResult<pg.QueryResult>[]> {
  const send = (statement: Statement): Promise<pg.QueryResult> => client.query(statement as string);
  if (statements.length === 1 || !statements.every(isSureToBeSent)) return oneByOne(statements, send);
  const connection = client as { pipeline: boolean };
  connection.pipeline = true;
  try {
    return await Promise.allSettled(statements.map(send));
  } finally {
    connection.pipeline = false;
  }
}

/**
 * Whether `pg` certainly sends a statement. An object parameter goes through its own `toPostgres` or `toJSON`; if that
 * throws, `pg` sends only the later statements. A cursor or stream is refused by a pipelined connection.
 */
export const isSureToBeSent = (statement: Statement): boolean =>
  typeof statement === 'string' || (!('submit' in statement) && (statement.values ?? []).every(isSureValue));

const isSureValue = (value: unknown): boolean =>
  value === null ||
  typeof value !== 'object' ||
  value instanceof Date ||
  value instanceof Uint8Array ||
  (Array.isArray(value) && value.every(isSureValue));

async function oneByOne(
  statements: readonly Statement[],
  send: (statement: Statement) => Promise<pg.QueryResult>,
): Promise<PromiseSettledResult<pg.QueryResult>[]> {
  const answers: PromiseSettledResult<pg.QueryResult>[] = [];
  for (const statement of statements) {
    const [answer] = await Promise.allSettled([send(statement)]);
    answers.push(answer);
    if (answer.status === 'rejected') break;
  }
  return answers;
}
