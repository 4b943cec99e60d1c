import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, contract, contractError, event, type TraceContext } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { runAtEdge, newTrace } from '@multilith/data';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { fallback, use } from '../context/use.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import type { ObservedWork, Work, WorkObserver } from './work-observer.js';

const Guest = z.object({ guest: z.string() });
class Full extends contractError('rooms.Full', { message: 'No room is free.' }) {}
class Book extends command('rooms.Book', { input: Guest, output: z.string(), errors: [Full], access: 'public' }) {}
class Arrive extends command('desk.Arrive', { input: Guest, output: z.string(), errors: [Full], access: 'public' }) {}
class Greet extends command('desk.Greet', { input: Guest, access: 'authenticated' }) {}
class Arrived extends event('desk.Arrived', { payload: Guest, key: ({ guest }) => guest }) {}
const rooms = contract('rooms', [Book]);
const desk = contract('desk', [Arrive, Greet, Arrived]);

class CreateBookings1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE booking (guest text NOT NULL)');
  down = async (): Promise<void> => {};
}
const persistence = { entities: [], migrations: [CreateBookings1700000000000] };

@CommandHandler(Book)
class BookHandler {
  constructor(private readonly data: DataSource) {}
  async execute({ guest }: Book): Promise<string> {
    if (guest === 'late') throw new Full();
    await this.data.query('INSERT INTO booking VALUES ($1)', [guest]);
    return 'room 1';
  }
}
@Module({ imports: [ContextModule.forFeature({ contract: rooms, persistence })], providers: [BookHandler] })
class RoomsModule {}

@CommandHandler(Arrive)
class ArriveHandler {
  constructor(
    private readonly commands: CommandBus,
    private readonly events: EventBus,
  ) {}
  async execute({ guest }: Arrive): Promise<string> {
    const room = await this.commands.execute(new Book({ guest }));
    this.events.publish(new Arrived({ guest }));
    return room;
  }
}
@CommandHandler(Greet)
class GreetHandler {
  async execute(): Promise<void> {}
}
@EventsHandler(Arrived)
class NoteArrival {
  constructor(private readonly data: DataSource) {}
  async handle({ guest }: Arrived): Promise<void> {
    await this.data.query('INSERT INTO booking VALUES ($1)', [guest]);
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      uses: [use(rooms, { whenUnavailable: fallback(Book, () => 'the sofa') })],
      subscriptions: [subscription('note', { handler: NoteArrival, start: 'beginning' })],
      persistence,
    }),
  ],
  providers: [ArriveHandler, GreetHandler, NoteArrival],
})
class DeskModule {}

interface Seen {
  readonly host: string;
  readonly work: Work;
  readonly parent: TraceContext | undefined;
  readonly trace: TraceContext;
  ended: boolean;
  failure: unknown;
}

describe('what an observer sees', () => {
  const network = new LoopbackNetwork();
  const principalKeys = temporaryPrincipalKeys();
  const seen: Seen[] = [];
  let database: TestDatabase;
  let monolith: Host;
  let remote: Host;

  const recorder = (host: string): WorkObserver => ({
    begin(work, parent): ObservedWork {
      const place = parent?.trace;
      const trace = { traceId: place?.traceId ?? newTrace().traceId, spanId: newTrace().spanId };
      const one: Seen = { host, work, parent: place, trace, ended: false, failure: undefined };
      seen.push(one);
      const end = (failure?: unknown): void => void Object.assign(one, { ended: true, failure });
      return { trace, describe: () => {}, end };
    },
  });
  const start = (host: 'monolith' | 'rooms'): Promise<Host> => {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    return startHost({
      host,
      contexts: { rooms: load(RoomsModule), desk: load(DeskModule) },
      topology: { rooms: { transport: 'nats' } },
      transports: { nats: network.connect },
      principalKeys,
      database: { url: database.url },
      observer: recorder(host),
      logger: false,
    });
  };
  const execute = <R>(message: Command<R>): Promise<R> =>
    monolith.app.get(MultilithRuntime).commandBus.execute(message);
  const one = (host: string, kind: Work['kind'], name?: string): Seen => {
    const found = seen.filter(
      (each) =>
        each.host === host &&
        each.work.kind === kind &&
        (!name || ('message' in each.work && each.work.message === name)),
    );
    expect(found, `${host} ${kind} ${name}`).toHaveLength(1);
    return found[0]!;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    remote = await start('rooms');
    monolith = await start('monolith');
  });
  beforeEach(() => {
    seen.length = 0;
    network.interfere = () => undefined;
  });
  afterAll(async () => {
    await monolith.stop();
    await remote.stop();
    await database.drop();
  });

  it('is one tree from the edge through both sides of a call, the commits and the event to its handler', async () => {
    const trace = newTrace();
    await runAtEdge({ trace }, () => execute(new Arrive({ guest: 'ann' })));
    await vi.waitFor(() => expect(seen.filter(({ work, ended }) => work.kind === 'commit' && ended)).toHaveLength(3));
    expect(new Set(seen.map((each) => each.trace.traceId))).toEqual(new Set([trace.traceId]));

    const arrive = one('monolith', 'call', 'desk.Arrive');
    const sent = one('monolith', 'call', 'rooms.Book');
    const received = one('rooms', 'call', 'rooms.Book');
    const published = one('monolith', 'publish');
    const delivered = one('monolith', 'deliver');
    expect(arrive.parent).toEqual(trace);
    expect(sent.parent).toEqual(arrive.trace);
    expect(received.parent).toEqual(sent.trace);
    expect(published.parent).toEqual(arrive.trace);
    expect(delivered.parent).toEqual(published.trace);
    const commits = seen.filter(({ work }) => work.kind === 'commit');
    expect(commits.map(({ parent }) => parent).sort(bySpan)).toEqual(
      [received.trace, arrive.trace, delivered.trace].sort(bySpan),
    );
    expect(sent.work).toMatchObject({ route: 'outgoing', caller: { kind: 'context', name: 'desk' }, context: 'rooms' });
    expect(received.work).toMatchObject({ route: 'incoming', caller: { kind: 'context', name: 'desk' } });
    expect(arrive.work).toMatchObject({ route: 'local', caller: { kind: 'edge' }, messageKind: 'command' });
    expect(delivered.work).toMatchObject({ context: 'desk', subscription: 'note', event: 'desk.Arrived' });
    expect(seen.every(({ ended, failure }) => ended && failure === undefined)).toBe(true);
  });

  it('says on both sides why a call failed', async () => {
    await expect(execute(new Arrive({ guest: 'late' }))).rejects.toThrow(Full);
    for (const host of ['monolith', 'rooms']) expect(one(host, 'call', 'rooms.Book').failure).toBeInstanceOf(Full);
    expect(seen.filter(({ work }) => work.kind === 'commit')).toEqual([]);
  });

  it('is the failure of a call also where a fallback answers for it, or nothing was sent', async () => {
    network.interfere = () => 'unreachable';
    expect(await execute(new Arrive({ guest: 'bob' }))).toBe('the sofa');
    expect(one('monolith', 'call', 'rooms.Book').failure).toMatchObject({ code: 'UNAVAILABLE' });
    await expect(execute(new Greet({ guest: 'bob' }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(one('monolith', 'call', 'desk.Greet').failure).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

const bySpan = (a: TraceContext | undefined, b: TraceContext | undefined): number => (a!.spanId < b!.spanId ? -1 : 1);
