import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventPublisher, EventsHandler, Saga, type ICommand } from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { MultilithRuntime, startHost, type Host } from '@multilith/runtime/host';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { EMPTY, mergeMap, type Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';

const persistence = { entities: [], migrations: [] };
class Act extends command('left.Act', { input: z.object({ n: z.number() }), access: 'public' }) {}
class Acted extends event('left.Acted', { payload: z.object({ n: z.number() }), key: ({ n }) => `${n}` }) {}
class Whispered {
  constructor(readonly n: number) {}
}
const heard = { left: [] as object[], right: [] as object[], outside: [] as object[], saga: [] as object[] };

@CommandHandler(Act)
class ActHandler implements OnModuleInit {
  constructor(private readonly events: EventBus) {}
  onModuleInit(): void {
    this.events.subscribe((one) => heard.left.push(one));
  }
  async execute({ n }: Act): Promise<void> {
    this.events.publishAll([new Acted({ n }), new Whispered(n)]);
  }
}
@EventsHandler(Whispered)
class WhisperedHandler {
  async handle(): Promise<void> {}
}
@Module({
  imports: [ContextModule.forFeature({ contract: contract('left', [Act, Acted]), persistence })],
  providers: [ActHandler, WhisperedHandler],
})
class LeftModule {}

@Injectable()
class Listener implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly commands: CommandBus,
  ) {}
  onModuleInit(): void {
    this.events.subscribe((one) => heard.right.push(one));
    this.commands.subscribe((one) => heard.right.push(one));
  }
}
@Module({
  imports: [ContextModule.forFeature({ contract: contract('right', []), persistence })],
  providers: [Listener],
})
class RightModule {}

@Injectable()
class Outside implements OnModuleInit {
  constructor(readonly events: EventBus) {}
  onModuleInit(): void {
    this.events.subscribe((one) => heard.outside.push(one));
  }
  @Saga()
  follow(events: Observable<object>): Observable<ICommand> {
    return events.pipe(mergeMap((one) => (heard.saga.push(one), EMPTY)));
  }
}

@Module({ imports: [ContextModule.forApi({ contract: contract('left', [Act, Acted]) })], providers: [] })
class LeftApi {
  constructor(
    @Inject(EventBus) readonly events: EventBus,
    @Inject(EventPublisher) readonly publisher: EventPublisher,
  ) {}
}
@Module({ imports: [LeftModule, RightModule, LeftApi], providers: [Outside] })
class AppModule {}

let database: TestDatabase;
let host: Host;
beforeAll(async () => {
  database = await createTestDatabase();
  host = await startHost({ contexts: {}, imports: [AppModule], database: { url: database.url }, logger: false });
});
afterAll(async () => {
  await host.stop();
  await database.drop();
});
beforeEach(() => Object.values(heard).forEach((list) => (list.length = 0)));

const act = (n: number): Promise<void> => {
  const bus: CommandBus = host.app.get(MultilithRuntime).commandBus;
  return bus.execute(new Act({ n }));
};

it('do not pass messages of one context to another', async () => {
  await act(1);
  expect(heard.left).toEqual([new Acted({ n: 1 }), new Whispered(1)]);
  expect(heard.right).toEqual([]);
});

it('pass events committed in this process to modules outside every context, and to their sagas', async () => {
  await act(2);
  await vi.waitFor(() => expect(heard.outside).toEqual([new Acted({ n: 2 }), new Whispered(2)]));
  expect(heard.saga).toEqual(heard.outside);
});

it('keep using the journal, whatever publisher is set on the shared bus', async () => {
  const { events } = host.app.get(Outside);
  const taken: object[] = [];
  const { publisher } = events;
  events.publisher = { publish: (one: object) => void taken.push(one) };
  await act(3);
  events.publisher = publisher;
  expect(taken).toEqual([new Whispered(3)]);
  const { rows } = await host.app
    .get(MultilithRuntime)
    .databases.get('left')!
    .pool.query(`SELECT payload FROM journal WHERE key = '3'`);
  expect(rows).toEqual([{ payload: { n: 3 } }]);
});

it('are not available in the API of a context, which may run in another process', () => {
  const { events, publisher } = host.app.get(LeftApi, { strict: false });
  const refused = expect.objectContaining({ code: 'EVENT_BUS_IN_API' }) as Error;
  expect(() => events.publish(new Whispered(1))).toThrow(refused);
  expect(() => events.subscribe(() => {})).toThrow(refused);
  expect(() => publisher.mergeObjectContext({} as never)).toThrow(refused);
});
