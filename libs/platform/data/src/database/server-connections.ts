import pg from 'pg';

/** Timeout of connecting, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Returns `max_connections` of the server behind a URL, or `undefined` if it does not answer. */
export async function maxConnections(url: string): Promise<number | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ max_connections: string }>('SHOW max_connections');
    return Number(rows[0]!.max_connections);
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}
