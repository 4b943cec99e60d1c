import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import { connectNats } from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import { MultilithRuntime, startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import type { PublisherStatus } from '@multilith/runtime/observe';
import { expect, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../src/postgres/index.js';
import { publisherIn, subscriberIn, type Revision } from './revisions.js';

const patience = { timeout: 60_000 + 50 * Number(process.env['MULTILITH_HISTORY'] ?? 0), interval: 100 };

/** Harbour and office in hosts of their own, each in the release that a spec chooses. */
export class RevisedHosts {
  readonly #keys = temporaryPrincipalKeys(['harbour']);
  readonly #prefix = `test-${randomBytes(6).toString('hex')}`;
  readonly #running = new Set<Host>();
  database!: TestDatabase;
  #server!: NatsServer;
  published = 0;

  async open(): Promise<void> {
    [this.database, this.#server] = await Promise.all([createTestDatabase(), startNatsServer()]);
  }

  /** Starts the harbour and publishes this many events. */
  async harbour(revision: Revision, events = 0): Promise<Host> {
    const { module, harbour } = publisherIn(revision);
    const host = await this.#start('harbour', module);
    for (const end = this.published + events; this.published < end;) {
      const count = Math.min(500, end - this.published);
      const commands = host.app.get(MultilithRuntime).commandBus as CommandBus;
      await commands.execute(new harbour.Land({ from: this.published, count }) as never);
      this.published += count;
    }
    return host;
  }

  office(revision: Revision): Promise<Host> {
    return this.#start('office', subscriberIn(revision));
  }

  async stop(...hosts: Host[]): Promise<void> {
    await Promise.all(hosts.map((host) => host.stop()));
    for (const host of hosts) this.#running.delete(host);
  }

  async close(): Promise<void> {
    await this.stop(...this.#running);
    await this.#server?.stop();
    await this.database?.drop();
  }

  async statusOf(office: Host): Promise<PublisherStatus> {
    return (await office.status())[0]!.publishers[0]!;
  }

  /** Waits until a host has stopped its subscription; returns the milliseconds that took. */
  async stopped(office: Host): Promise<number> {
    const since = performance.now();
    await vi.waitFor(async () => expect(await this.statusOf(office)).toMatchObject({ stopped: true }), patience);
    return performance.now() - since;
  }

  parked(): Promise<{ key: string; reason: string; attempts: number }[]> {
    return this.database.query('SELECT key, reason, attempts FROM office.parked_event ORDER BY position');
  }

  /** Waits until all published events are noted: once each, in order per ship. */
  async noted(): Promise<void> {
    const entries = (): Promise<{ ship: string; weight: number }[]> =>
      this.database.query('SELECT ship, weight FROM office.entry ORDER BY id');
    const count = async (): Promise<number> =>
      (await this.database.query<{ count: number }>('SELECT count(*)::int FROM office.entry'))[0]!.count;
    await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(this.published), patience);
    const found = await entries();
    expect(found.map(({ weight }) => weight).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: this.published }, (_, n) => n),
    );
    const last = new Map<string, number>();
    for (const { ship, weight } of found) {
      expect(weight, `order of ${ship}`).toBeGreaterThan(last.get(ship) ?? -1);
      last.set(ship, weight);
    }
  }

  async #start(name: string, module: Type): Promise<Host> {
    const host = await startHost({
      host: name,
      topology: { harbour: { transport: 'nats' }, office: { transport: 'nats' } },
      imports: [module],
      contexts: {},
      database: { url: this.database.url },
      principalKeys: this.#keys,
      transports: { nats: () => connectNats({ url: this.#server.url, prefix: this.#prefix, host: name }) },
      events: { timing: { heartbeat: 100, leaseTtl: 1_000 } },
      logger: false,
    });
    this.#running.add(host);
    return host;
  }
}
