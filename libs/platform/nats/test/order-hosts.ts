import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, contract, currentCall, event, type CurrentCall } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { MultilithRuntime, startHost, temporaryPrincipalKeys, type Host, type Topology } from '@multilith/runtime/host';
import type { Transport } from '@multilith/runtime/transport';
import { Column, DataSource, Entity, PrimaryGeneratedColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { connectNats, type NatsOptions, type NatsTransport } from '../src/index.js';

export class PlaceOrders extends command('orders.PlaceOrders', {
  input: z.object({ from: z.int(), count: z.int() }),
  access: 'public',
}) {}
export class OrderPlaced extends event('orders.OrderPlaced', {
  payload: z.object({ key: z.string(), n: z.int() }),
  key: ({ key }) => key,
}) {}
export class NobodyWantsThis extends event('orders.NobodyWantsThis', {
  payload: z.object({ key: z.string() }),
  key: ({ key }) => key,
}) {}
const orders = contract('orders', [PlaceOrders, OrderPlaced, NobodyWantsThis]);
const payments = contract('payments', []);

const KEYS = 12;
export const keyOf = (n: number): string => `k${n % KEYS}`;

@CommandHandler(PlaceOrders)
class PlaceOrdersHandler {
  constructor(private readonly events: EventBus) {}

  async execute({ from, count }: PlaceOrders): Promise<void> {
    for (let n = from; n < from + count; n++) {
      void this.events.publish(new OrderPlaced({ key: keyOf(n), n }));
      if (n % 5 === 0) void this.events.publish(new NobodyWantsThis({ key: keyOf(n) }));
    }
  }
}
@Module({
  imports: [ContextModule.forFeature({ contract: orders, persistence: { entities: [], migrations: [] } })],
  providers: [PlaceOrdersHandler],
})
class OrdersModule {}

/** No unique constraint: duplicated effects must show. */
@Entity('effect')
class Effect {
  @PrimaryGeneratedColumn()
  id!: number;
  @Column('text')
  key!: string;
  @Column('integer')
  n!: number;
}
class CreateEffect1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE effect (id serial PRIMARY KEY, key text NOT NULL, n integer NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effect');
  }
}

/** Calls in which events were handled. */
export const seen: CurrentCall[] = [];

@EventsHandler(OrderPlaced)
class TakePayment {
  constructor(private readonly database: DataSource) {}
  async handle({ key, n }: OrderPlaced): Promise<void> {
    seen.push(currentCall());
    await this.database.getRepository(Effect).insert({ key, n });
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: payments,
      subscriptions: [subscription('take-payments', { handler: TakePayment, start: 'beginning' })],
      persistence: { entities: [Effect], migrations: [CreateEffect1700000000000] },
    }),
  ],
  providers: [TakePayment],
})
class PaymentsModule {}

/** The edge of the monolith: it runs the API of orders, wherever orders runs. */
@Module({ imports: [ContextModule.forApi({ contract: orders })] })
class OrdersApiModule {}

/** `orders` publishes, `payments` subscribes; the spec decides where each runs. */
export class OrderHosts {
  readonly running = new Set<Host>();
  /** Transports of the hosts, in the order of their connections. */
  readonly transports: NatsTransport[] = [];
  /** Wraps the transport of a host. */
  wrap: (transport: NatsTransport) => Transport = (transport) => transport;
  published = 0;
  /** Specs sign principals at the host of orders itself. */
  readonly #keys = temporaryPrincipalKeys(['monolith', 'orders']);

  private constructor(
    readonly database: TestDatabase,
    readonly nats: NatsOptions,
  ) {}

  static async create(nats: NatsOptions): Promise<OrderHosts> {
    return new OrderHosts(await createTestDatabase(), nats);
  }

  async start(host: string, topology: Topology): Promise<Host> {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    const started = await startHost({
      host,
      topology,
      imports: host === 'monolith' ? [OrdersApiModule] : [],
      contexts: { orders: load(OrdersModule), payments: load(PaymentsModule) },
      database: { url: this.database.url },
      transports: {
        nats: async () => {
          const transport = await connectNats({ ...this.nats, host });
          this.transports.push(transport);
          return this.wrap(transport);
        },
      },
      principalKeys: this.#keys,
      events: { timing: { heartbeat: 100, leaseTtl: 1_000 } },
      logger: false,
    });
    this.running.add(started);
    return started;
  }

  async stop(...hosts: Host[]): Promise<void> {
    await Promise.all(hosts.map((host) => host.stop()));
    for (const host of hosts) this.running.delete(host);
  }

  /** Publishes in the host of `orders`, several events per transaction. */
  async publish(host: Host, count: number, perTransaction = 4): Promise<void> {
    const { commandBus } = host.app.get(MultilithRuntime);
    for (let done = 0; done < count; done += perTransaction) {
      const part = Math.min(perTransaction, count - done);
      await (commandBus as CommandBus).execute(new PlaceOrders({ from: this.published, count: part }));
      this.published += part;
    }
  }

  async effects(): Promise<{ key: string; n: number }[]> {
    return this.database.query('SELECT key, n FROM payments.effect ORDER BY id');
  }

  /** Waits until every published event has had its effect: once each, in order per key. */
  async settled(timeout = 20_000): Promise<void> {
    const count = async (): Promise<number> =>
      (await this.database.query<{ count: number }>('SELECT count(*)::integer FROM payments.effect'))[0]!.count;
    await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(this.published), {
      timeout,
      interval: 20,
    });
    const effects = await this.effects();
    expect(effects.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: this.published }, (_, n) => n),
    );
    const last = new Map<string, number>();
    for (const { key, n } of effects) {
      expect(n, `order of ${key}`).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, n);
    }
  }

  async close(): Promise<void> {
    await this.stop(...this.running);
    await this.database.drop();
  }
}
