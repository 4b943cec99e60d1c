import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const NAME = 'multilith-presence';
const RECONNECT_MS = 500;
/**
 * Longest recovery, in milliseconds, of a server that lost a process to a crash. It refuses connections until it is
 * done.
 */
const RECOVERY_MS = 30_000;
const CANNOT_CONNECT_NOW = '57P03';

/**
 * A connection that a process keeps open for as long as it uses the server. The last process to leave sees no other
 * connection and stops the server; a killed process leaves with its connection.
 */
export class Presence {
  #client: pg.Client | undefined;
  #left = false;
  readonly #url: string;
  readonly #onLost: () => void;

  private constructor(url: string, onLost: () => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  static async enter(url: string, onLost: () => void): Promise<Presence> {
    const presence = new Presence(url, onLost);
    for (const deadline = Date.now() + RECOVERY_MS; ; await sleep(50))
      try {
        await presence.#connect();
        return presence;
      } catch (error) {
        if ((error as pg.DatabaseError).code !== CANNOT_CONNECT_NOW || Date.now() > deadline) throw error;
      }
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: NAME,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    // A server in crash recovery drops all connections; without this listener that would end the process.
    client.on('error', () => {});
    client.once('end', () => {
      if (this.#client !== client || this.#left) return;
      this.#client = undefined;
      this.#onLost();
      this.#reconnectLater();
    });
    await client.connect();
    this.#client = client;
  }

  #reconnectLater(): void {
    setTimeout(() => {
      if (!this.#left && !this.#client) this.#connect().catch(() => this.#reconnectLater());
    }, RECONNECT_MS).unref();
  }

  /** Creates a database unless it exists. */
  async ensureDatabase(name: string): Promise<void> {
    const { rowCount } = await this.#client!.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await this.#client!.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  }

  /** Closes the connection; `last` says whether no other process uses the server. */
  async leave(): Promise<{ last: boolean }> {
    this.#left = true;
    const client = this.#client;
    if (!client) return { last: await nobodyElse(this.#url) };
    try {
      return { last: await alone(client) };
    } catch {
      return { last: await nobodyElse(this.#url) };
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function alone(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ others: number }>(
    'SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
    [NAME],
  );
  return rows[0]?.others === 0;
}

/** Like {@link alone}, over a new connection; `true` if the server does not respond. */
async function nobodyElse(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return await alone(client);
  } catch {
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
