import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';

const POLL_MS = 100;
/** Delay of the first log line about a wait, in milliseconds; later lines come ten times slower. */
const REPORT_AFTER_MS = 2_000;

const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATEs of a concurrent creation by another host: the row, the table or its row type exists already. */
const RACED = new Set(['23505', '42P07', '42710']);

/**
 * The turn of one host at setting up a schema: a lock on the table `setup_turn` of that schema. Only roles with rights
 * on the schema can take this lock; any other context could hold an advisory lock forever.
 *
 * A separate connection holds the lock in an otherwise empty transaction: migrations begin and end transactions freely,
 * and CREATE INDEX CONCURRENTLY does not wait for a transaction without a snapshot. For the same reason the lock is
 * polled. If a host is killed, this connection ends before the last statement of its migration does. So the next holder
 * of the lock waits for the set-up sessions of the same schema, which `application_name` identifies.
 */
export class SetupTurn {
  readonly #holder: pg.Client;

  private constructor(holder: pg.Client) {
    this.#holder = holder;
  }

  /**
   * Waits until no other host is setting up the schema.
   *
   * @param client the session that will set it up
   * @param purpose for the log, such as "bring the schema of context 'orders' up to date"
   */
  static async take(client: pg.Client, options: ConnectionOptions, purpose: string): Promise<SetupTurn> {
    const holder = new pg.Client(clientOptions(options));
    holder.on('error', () => {});
    await holder.connect();
    const turn = new SetupTurn(holder);
    try {
      await turn.#prepare();
      await waitUntil(async () => (await turn.#lock()) && !(await setUpBy(client, options.schema)), {
        purpose,
        holder: () => setUpBy(client, options.schema),
      });
      await client.query("SELECT set_config('application_name', $1, false)", [
        `${mark(options.schema)}${options.applicationName}`.slice(0, MAX_NAME_LENGTH),
      ]);
      return turn;
    } catch (error) {
      await turn.end();
      throw error;
    }
  }

  /** Ends the turn, so that the next host can start. End the session of the set-up first. */
  async end(): Promise<void> {
    await this.#holder.end().catch(() => {});
  }

  #isLocked = false;

  async #prepare(): Promise<void> {
    // The turn has no timeout, whatever role or database set. `transaction_timeout` exists from PostgreSQL 17 on.
    for (const name of ['idle_in_transaction_session_timeout', 'transaction_timeout'])
      await this.#holder.query('SELECT set_config($1, $2, false)', [name, '0']).catch(() => {});
    const { rows } = await this.#holder.query<{ found: boolean }>(
      `SELECT to_regclass('setup_turn') IS NOT NULL AS found`,
    );
    if (rows[0]?.found) return;
    await this.#holder.query('CREATE TABLE IF NOT EXISTS setup_turn ()').catch((error: pg.DatabaseError) => {
      if (!RACED.has(error.code ?? '')) throw error;
    });
  }

  async #lock(): Promise<boolean> {
    if (this.#isLocked) return true;
    await this.#holder.query('BEGIN');
    try {
      await this.#holder.query('LOCK TABLE setup_turn IN EXCLUSIVE MODE NOWAIT');
      return (this.#isLocked = true);
    } catch (error) {
      await this.#holder.query('ROLLBACK');
      if ((error as pg.DatabaseError).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
  }
}

async function waitUntil(
  isDone: () => Promise<boolean>,
  { purpose, holder }: { purpose: string; holder(): Promise<string | undefined> },
): Promise<void> {
  const started = Date.now();
  for (let report = REPORT_AFTER_MS; !(await isDone()); await sleep(POLL_MS)) {
    const waited = Date.now() - started;
    if (waited < report) continue;
    report = waited + 10 * REPORT_AFTER_MS;
    new Logger('Database').log(
      `Waiting for ${(waited / 1000).toFixed(0)} s to ${purpose}: it is the turn of ${(await holder()) ?? 'another host'}.`,
    );
  }
}

/** Maximum length of `application_name` in PostgreSQL. */
const MAX_NAME_LENGTH = 63;
const mark = (schema: string): string => `set-up of ${schema} by `;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly query: string;
  readonly seconds: number;
  readonly waitsFor: string | null;
}

/**
 * Describes the session that is setting up the schema, its statement, and the sessions that block it; returns
 * `undefined` if there is no such session.
 */
async function setUpBy(client: pg.Client, schema: string): Promise<string | undefined> {
  const { rows } = await client.query<Holder>(
    `SELECT a.pid, substr(a.application_name, length($1) + 1) AS host, left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100) AS query,
       coalesce(extract(epoch FROM now() - a.query_start), 0)::int AS seconds,
       (SELECT string_agg(format('session %s of ''%s'' (%s)', b.pid, b.application_name, b.state), ', ')
        FROM pg_stat_activity b WHERE b.pid = ANY (pg_blocking_pids(a.pid))) AS "waitsFor"
     FROM pg_stat_activity a
     WHERE a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid()
       AND starts_with(a.application_name, left($1, ${MAX_NAME_LENGTH}))`,
    [mark(schema)],
  );
  const [found] = rows;
  if (!found) return undefined;
  const { pid, host, query, seconds, waitsFor } = found;
  return `host '${host}' (session ${pid}, for ${seconds} s: ${query})${waitsFor ? `, which waits for ${waitsFor}` : ''}`;
}

/**
 * Makes PostgreSQL end the session soon after its host has ended, even during a statement. Otherwise the next host
 * would wait for that statement.
 */
export async function endWithHost(client: pg.Client): Promise<void> {
  // Not every version and platform has `client_connection_check_interval`.
  for (const [name, value] of [
    ['client_connection_check_interval', '1s'],
    ['tcp_keepalives_idle', '10'],
    ['tcp_keepalives_interval', '10'],
    ['tcp_keepalives_count', '3'],
  ])
    await client.query('SELECT set_config($1, $2, false)', [name, value]).catch(() => {});
}
