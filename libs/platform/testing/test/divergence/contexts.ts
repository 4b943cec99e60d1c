import { randomUUID } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { command, contract, currentCall, event, query, type CurrentCall } from '@multilith/contract';
import { ContextModule, fallback, subscription, use } from '@multilith/runtime';
import { DataSource, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/**
 * `office` calls `store` and publishes for it. In these specs the office stays in the monolith, and the store is
 * extracted.
 */

const Seen = z.object({ items: z.int(), by: z.string(), looks: z.int(), at: z.date() });
type Seen = z.output<typeof Seen>;
export class Look extends query('store.Look', { input: z.object({}), output: Seen, access: 'public' }) {}
/** The same message in a later release. */
export class NewLook extends query('store.Look', { version: 2, input: z.object({}), output: Seen, access: 'public' }) {}
export class LookInside extends query('store.LookInside', {
  input: z.object({}),
  output: z.string(),
  access: 'authenticated',
}) {}
export class Put extends command('store.Put', {
  input: z.object({ label: z.string() }),
  output: z.object({ label: z.string() }),
  access: 'public',
}) {}
const Done = z.array(z.union([z.int(), z.string()]));
type Done = z.output<typeof Done>;
export class Work extends command('office.Work', { input: z.object({}), output: Done, access: 'public' }) {}
export class Ordered extends event('office.Ordered', {
  payload: z.object({ label: z.string() }),
  key: ({ label }) => label.slice(0, 100),
}) {}

const store = contract('store', [Look, LookInside, Put]);
const newStore = contract('store', [NewLook, LookInside, Put]);
const office = contract('office', [Work, Ordered]);

/** Behaviour of the handlers beside their work, which specs change. */
interface Steps {
  /** The work of the office. */
  work(buses: { readonly commands: CommandBus; readonly queries: QueryBus; readonly events: EventBus }): Promise<Done>;
  /** Runs in the store before something is put there. */
  beforePut(): Promise<void>;
  /** Runs in the store when `Look` is handled. */
  onLook(received: object): Promise<void>;
  /** Receives the event that put something into the store. */
  onDelivery(delivered: CurrentCall): void;
}
const usual: Steps = {
  work: async () => [],
  beforePut: async () => {},
  onLook: async () => {},
  onDelivery: () => {},
};
export const steps: Steps = { ...usual };
export const asUsual = (): void => void Object.assign(steps, usual);

/** State of an instance of the store outside its database. */
@Injectable()
class Memory {
  readonly id = randomUUID();
  looks = 0;
}
abstract class Looking {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {}
  async execute(received: object): Promise<Seen> {
    await steps.onLook(received);
    const [{ items }] = await this.database.query<[{ items: number }]>('SELECT count(*)::integer AS items FROM item');
    return { items, by: this.memory.id, looks: ++this.memory.looks, at: new Date() };
  }
}
@QueryHandler(Look)
class LookHandler extends Looking {
  constructor(database: DataSource, memory: Memory) {
    super(database, memory);
  }
}
@QueryHandler(NewLook)
class NewLookHandler extends Looking {
  constructor(database: DataSource, memory: Memory) {
    super(database, memory);
  }
}
@QueryHandler(LookInside)
class LookInsideHandler {
  execute = async (): Promise<string> => currentCall().principal!.subject;
}
@CommandHandler(Put)
class PutHandler {
  constructor(private readonly database: DataSource) {}
  async execute({ label }: Put): Promise<{ label: string }> {
    await steps.beforePut();
    await this.database.query('INSERT INTO item (label) VALUES ($1)', [label.slice(0, 20)]);
    return { label };
  }
}
@EventsHandler(Ordered)
class DeliverHandler {
  constructor(private readonly database: DataSource) {}
  async handle({ label }: Ordered): Promise<void> {
    steps.onDelivery({ ...currentCall() });
    await this.database.query('INSERT INTO item (label) VALUES ($1)', [label]);
  }
}
class CreateItem1700000000000 {
  up = (runner: QueryRunner): Promise<unknown> => runner.query('CREATE TABLE item (label text NOT NULL)');
  down = (runner: QueryRunner): Promise<unknown> => runner.query('DROP TABLE item');
}
const persistence = { entities: [], migrations: [CreateItem1700000000000] };
const subscriptions = [subscription('deliver', { handler: DeliverHandler, start: 'beginning' })];
const handlers = [LookInsideHandler, PutHandler, DeliverHandler, Memory];

@Module({
  imports: [ContextModule.forFeature({ contract: store, subscriptions, persistence })],
  providers: [LookHandler, ...handlers],
})
export class StoreModule {}

/** The store of the next release, which has changed the version of a message. */
@Module({
  imports: [ContextModule.forFeature({ contract: newStore, subscriptions, persistence })],
  providers: [NewLookHandler, ...handlers],
})
export class NewStoreModule {}

@CommandHandler(Work)
class WorkHandler {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly events: EventBus,
  ) {}
  execute = (): Promise<Done> => steps.work({ commands: this.commands, queries: this.queries, events: this.events });
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: office,
      uses: [
        use(store, {
          timeout: '5s',
          retry: 2,
          whenUnavailable: fallback(Look, () => ({ items: -1, by: 'nobody', looks: 0, at: new Date(0) })),
        }),
      ],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [WorkHandler],
})
export class OfficeModule {}
