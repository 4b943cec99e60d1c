import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** One row per event or job, with the moment of its insert; a second row for the same one would fail. */
export const CREATE_EFFECT =
  'CREATE TABLE effect (number int PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())';
export const INSERT_EFFECT = 'INSERT INTO effect (number) VALUES ($1)';

/** Waits for every effect and returns how many there were per second, from the first to the last. */
export async function effectsPerSecond(url: string, table: string, expected: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ count: number; seconds: number }>(
        `SELECT count(*)::int AS count, extract(epoch FROM max(at) - min(at))::float8 AS seconds FROM ${table}`,
      );
      const { count, seconds } = rows[0]!;
      if (count >= expected) return count / seconds;
      await sleep(50);
    }
  } finally {
    await client.end();
  }
}
