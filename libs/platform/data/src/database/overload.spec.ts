import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, openNotes } from '../../test/note-context.js';
import type { ContextDatabase } from './context-database.js';

/** Shorter than every wait in these specs, so that a wrong use of it would fail each of them. */
const STUCK_MS = 300;

/** A TCP proxy that can be blocked: it accepts connections, but forwards nothing. */
class Passage {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  #blocked = false;

  constructor(to: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => {
      const pass = (): void => {
        const far = connect(to);
        for (const [one, other] of [[near, far] as const, [far, near] as const]) {
          this.#sockets.add(one);
          one.pipe(other);
          one.on('error', () => other.destroy());
        }
      };
      if (this.#blocked) this.#held.push(pass);
      else pass();
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }
  block(): void {
    this.#blocked = true;
  }
  open(): void {
    this.#blocked = false;
    for (const pass of this.#held.splice(0)) pass();
  }
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

let server: TestDatabase;
let passage: Passage;
let url: URL;
beforeAll(async () => {
  server = await createTestDatabase();
  url = new URL(server.url);
  passage = new Passage({ host: url.hostname, port: Number(url.port) });
  url.port = String(await passage.listen());
});
afterAll(async () => {
  passage.close();
  await server.drop();
});

describe('an overload', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    passage.open();
    for (const close of open.splice(0)) await close();
  });
  async function notes(poolTotal: number): Promise<ContextDatabase> {
    const opened = await openNotes(url.href, { poolTotal, acquireTimeoutMs: STUCK_MS });
    open.push(opened.close);
    return opened.database;
  }
  const command = (database: ContextDatabase, sql: string, deadline?: number): Promise<unknown> =>
    asHandler(database, () => database.dataSource.query(sql), deadline);

  it('makes calls wait for their turn, however many stand before them', async () => {
    const database = await notes(2);
    const calls = Array.from({ length: 20 }, () => command(database, 'SELECT pg_sleep(0.1)'));
    await expect(Promise.all(calls)).resolves.toHaveLength(20);
  });

  it('makes a call wait for those that wait for a lock', async () => {
    const database = await notes(2);
    const other = await openNotes(url.href, { poolTotal: 2 }, 'other');
    open.push(other.close);
    const holder = await other.database.pool.connect();
    await holder.query('BEGIN; LOCK TABLE note');
    const calls = Array.from({ length: 6 }, () => command(database, 'SELECT count(*) FROM note'));
    await expect.poll(() => database.pool.waitingCount, { timeout: 10_000 }).toBe(4);
    await sleep(4 * STUCK_MS);
    await holder.query('COMMIT');
    holder.release();
    await expect(Promise.all(calls)).resolves.toHaveLength(6);
  });

  it('makes calls wait for connections that are slow to come about', async () => {
    const database = await notes(4);
    passage.block();
    const calls = Array.from({ length: 12 }, () => command(database, 'SELECT pg_sleep(0.01)'));
    await sleep(4 * STUCK_MS);
    passage.open();
    await expect(Promise.all(calls)).resolves.toHaveLength(12);
  });

  it('makes calls wait for a server that has no connection left', async () => {
    const database = await notes(4);
    const role = (await database.dataSource.query<{ role: string }[]>('SELECT current_user AS role'))[0]!.role;
    await server.query(`ALTER ROLE "${role}" CONNECTION LIMIT 1`);
    try {
      const calls = Array.from({ length: 8 }, () => command(database, 'SELECT pg_sleep(0.05)'));
      await expect(Promise.all(calls)).resolves.toHaveLength(8);
    } finally {
      await server.query(`ALTER ROLE "${role}" CONNECTION LIMIT -1`);
    }
  });

  it('ends a wait shortly before the deadline of its call, with what is known of the pool', async () => {
    const database = await notes(2);
    const busy = Array.from({ length: 2 }, () => command(database, 'SELECT pg_sleep(3)'));
    await expect.poll(() => database.pool.idleCount, { timeout: 10_000 }).toBe(0);
    const deadline = Date.now() + 1_000;
    await expect(command(database, 'SELECT 1', deadline)).rejects.toMatchObject({
      code: 'POOL_EXHAUSTED',
      message: expect.stringMatching(/context 'notes'.*all 2 are in use: 2 by notes\.Change/),
    });
    await Promise.all(busy);
  });
});
