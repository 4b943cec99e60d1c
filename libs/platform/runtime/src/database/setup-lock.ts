import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';

/** First number of every advisory lock taken here; the second is a hash of what is set up. */
const SETUP_LOCK = 0x6d6c7465;

const POLL_MS = 100;
/** The first report of a wait comes after this time, further ones ten times slower. */
const REPORT_AFTER_MS = 2_000;

/**
 * Waits until no other host sets up the same thing, and keeps the turn until the session ends.
 *
 * The lock is polled. A session that waits inside `pg_advisory_lock` keeps a snapshot, and CREATE INDEX CONCURRENTLY in the
 * session that has the lock would wait for that snapshot: PostgreSQL cannot see the circle, which goes through the hosts.
 *
 * @param what names the thing that is set up; hosts with the same name take turns
 * @param purpose for the log, as in "bring the schema of context 'orders' up to date"
 */
export async function takeTurn(client: pg.Client, what: string, purpose: string): Promise<void> {
  const started = Date.now();
  for (let report = REPORT_AFTER_MS; !(await isTaken(client, what)); await sleep(POLL_MS)) {
    const waited = Date.now() - started;
    if (waited < report) continue;
    report = waited + 10 * REPORT_AFTER_MS;
    new Logger('Database').log(
      `Waiting for ${(waited / 1000).toFixed(0)} s to ${purpose}: it is the turn of ${await holder(client, what)}.`,
    );
  }
}

async function isTaken(client: pg.Client, what: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
    SETUP_LOCK,
    what,
  ]);
  return rows[0]?.taken === true;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly query: string;
  readonly seconds: number;
  readonly waitsFor: string | null;
}

/** The session whose turn it is, what it runs, and which sessions that waits for. */
async function holder(client: pg.Client, what: string): Promise<string> {
  const { rows } = await client.query<Holder>(
    `SELECT a.pid, a.application_name AS host, left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100) AS query,
       coalesce(extract(epoch FROM now() - a.query_start), 0)::int AS seconds,
       (SELECT string_agg(format('session %s of ''%s'' (%s)', b.pid, b.application_name, b.state), ', ')
        FROM pg_stat_activity b WHERE b.pid = ANY (pg_blocking_pids(a.pid))) AS "waitsFor"
     FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1::bigint::oid
       AND l.objid = (hashtext($2)::bigint & 4294967295)::oid`,
    [SETUP_LOCK, what],
  );
  const [found] = rows;
  if (!found) return 'another host';
  const { pid, host, query, seconds, waitsFor } = found;
  return `host '${host}' (session ${pid}, for ${seconds} s: ${query})${waitsFor ? `, which waits for ${waitsFor}` : ''}`;
}

/**
 * Has PostgreSQL end the session soon after its host has ended, also in the middle of a statement: the turn would
 * otherwise last until that statement is done.
 */
export async function endWithHost(client: pg.Client): Promise<void> {
  // Not every version and platform has the first one.
  for (const [name, value] of [
    ['client_connection_check_interval', '1s'],
    ['tcp_keepalives_idle', '10'],
    ['tcp_keepalives_interval', '10'],
    ['tcp_keepalives_count', '3'],
  ])
    await client.query('SELECT set_config($1, $2, false)', [name, value]).catch(() => {});
}
