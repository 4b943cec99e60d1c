import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';

const POLL_MS = 100;
/** The first report of a wait comes after this time, further ones ten times slower. */
const REPORT_AFTER_MS = 2_000;

const LOCK_NOT_AVAILABLE = '55P03';
/** Another host creates the table at this moment: its row, the table or the type of its rows is there already. */
const RACED = new Set(['23505', '42P07', '42710']);

/**
 * The turn of one host at setting up a schema. It is a lock on the table `setup_turn` of that schema, which only roles with
 * rights on the schema can take; advisory locks have no owner, and another context could hold one for ever.
 *
 * The lock is held by a connection of its own, in a transaction that does nothing: migrations begin and end transactions as
 * they like, and CREATE INDEX CONCURRENTLY waits for no transaction without a snapshot. For the same reason the lock is polled.
 * If a host is killed, that connection ends before the last statement of its migration does. So who gets the lock then waits
 * for sessions of the same schema's set-up, which say in `application_name` that they are one.
 */
export class SetupTurn {
  readonly #holder: pg.Client;

  private constructor(holder: pg.Client) {
    this.#holder = holder;
  }

  /**
   * Waits until no other host sets up the schema.
   *
   * @param client the session that will set it up
   * @param purpose for the log, as in "bring the schema of context 'orders' up to date"
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

  /** Lets the next host have its turn. End the session that has set up before. */
  async end(): Promise<void> {
    await this.#holder.end().catch(() => {});
  }

  #isLocked = false;

  async #prepare(): Promise<void> {
    // The turn takes as long as it takes, whatever role or database say. The second one is known from PostgreSQL 17 on.
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

/** What PostgreSQL keeps of `application_name`. */
const MAX_NAME_LENGTH = 63;
const mark = (schema: string): string => `set-up of ${schema} by `;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly query: string;
  readonly seconds: number;
  readonly waitsFor: string | null;
}

/** The session of this role that sets the schema up, what it runs, and which sessions that waits for; if there is one. */
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
 * Has PostgreSQL end the session soon after its host has ended, also in the middle of a statement: the next host would
 * otherwise wait until that statement is done.
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
