import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus, QueryHandler, type Command, type Query } from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, query, roles } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ContextModule } from '../../src/context.module.js';
import { fallback, use } from '../../src/context/use.js';
import { MultilithRuntime } from '../../src/host/multilith-runtime.js';
import { startHost, type Host, type HostOptions } from '../../src/host/start-host.js';
import { temporaryPrincipalKeys } from '../../src/principal/principal-keys.js';
import { LoopbackNetwork } from '../transport/loopback-network.js';

const text = z.string();
export class FullV1 extends contractError('rooms.Full', { data: z.object({ guest: text }), message: 'Full.' }) {}
export class Full extends contractError('rooms.Full', {
  data: z.object({ guest: text, others: z.array(text) }),
  message: 'There is no room left.',
}) {}
export class Closed extends contractError('rooms.Closed', { message: 'The house is closed.' }) {}

/** Version 1 has rooms by number, version 2 adds the floor, version 3 has names of rooms and a price. */
export class BookV1 extends command('rooms.Book', {
  input: z.object({ guest: text, nights: z.int().positive() }),
  output: z.object({ room: z.int() }),
  errors: [FullV1],
  access: 'public',
}) {}
export class BookV2 extends command('rooms.Book', {
  version: 2,
  input: z.object({ guest: text, nights: z.int().positive(), from: z.date() }),
  output: z.object({ room: z.int(), floor: z.int() }),
  errors: [Full, Closed],
  access: 'public',
  earlier: { 1: BookV1 },
  upcast: {
    1: ({ guest, nights }) => {
      if (guest === 'unreadable') throw new TypeError('secret internals');
      return { guest, nights, from: new Date('2026-01-01') };
    },
  },
}) {}
export class Book extends command('rooms.Book', {
  version: 3,
  input: z.object({ guests: z.array(text).min(1), nights: z.int().min(1).max(14), from: z.date() }),
  output: z.object({ room: text, price: z.int() }),
  errors: [Full, Closed],
  access: 'public',
  earlier: { 2: BookV2 },
  upcast: { 2: ({ guest, nights, from }) => ({ guests: [guest], nights, from }) },
  downcast: {
    2: (answer) => {
      const [floor, number] = answer.room.split('-');
      // What the current version answers does not change with it.
      answer.room = 'none';
      return { room: Number(number), floor: Number(floor) };
    },
  },
}) {}

export class RateV1 extends query('rooms.Rate', { input: z.object({}), output: text, access: 'public' }) {}
/** Narrowed: only the desk may ask. */
export class Rate extends query('rooms.Rate', {
  version: 2,
  input: z.object({}),
  output: z.object({ pence: z.int() }),
  access: roles('desk'),
  earlier: { 1: RateV1 },
  upcast: { 1: () => ({}) },
  downcast: { 1: ({ pence }) => `${pence} p` },
}) {}
export class FreeV1 extends query('rooms.Free', { input: z.object({}), output: z.int(), access: 'internal' }) {}
/** Widened: version 1 was internal. */
export class Free extends query('rooms.Free', {
  version: 2,
  input: z.object({}),
  output: z.array(z.int()),
  access: 'public',
  earlier: { 1: FreeV1 },
  upcast: { 1: () => ({}) },
  downcast: { 1: (rooms) => rooms.length },
}) {}
export class PayV1 extends command('rooms.Pay', {
  input: z.object({}),
  output: z.object({ paid: z.int() }),
  access: 'public',
}) {}
/** Version 1 answers in pounds, version 2 in pence. */
export class Pay extends command('rooms.Pay', {
  version: 2,
  input: z.object({}),
  output: z.object({ paid: z.int() }),
  access: 'public',
  earlier: { 1: PayV1 },
  upcast: { 1: () => ({}) },
  downcast: { 1: ({ paid }) => ({ paid: paid / 100 }) },
}) {}
/** Books for two guests, in the version that a test names. */
export class BookTwice extends command('rooms.BookTwice', {
  input: z.object({ version: z.int() }),
  access: 'public',
}) {}
export class Bookings extends query('rooms.Bookings', {
  input: z.object({}),
  output: z.array(text),
  access: 'public',
}) {}
/** What the runtime reads of a generated lock. Rate, Free and Pay have none yet. */
const lock = {
  format: 1,
  context: 'rooms',
  messages: {
    Book: {
      kind: 'command',
      versions: Object.fromEntries([1, 2, 3].map((version) => [version, { fingerprint: fingerprintOf(version) }])),
    },
  },
  errors: {},
};
export function fingerprintOf(version: number): string {
  return String(version).repeat(16);
}
export const rooms = contract('rooms', [Book, Rate, Free, Pay, BookTwice, Bookings], { lock });

/** Sends a message to the rooms from a handler. */
export class Arrive extends command('desk.Arrive', { input: z.object({}), access: 'public' }) {}
export const desk = contract('desk', [Arrive]);

/** The behaviour of the handlers, which tests replace. */
export const clerk = {
  book: (async () => ({ room: '2-17', price: 9_900 })) as (book: Book) => Promise<object>,
  arrive: (async () => {}) as (buses: { commands: CommandBus; queries: QueryBus }) => Promise<void>,
  /** Names of callers and keys that reached the handler. */
  served: [] as [message: object, caller: string, key: string | undefined][],
};
const usual = { ...clerk };
export const asUsual = (): void => void Object.assign(clerk, usual, { served: [] });

@CommandHandler(Book)
class BookHandler {
  constructor(private readonly data: DataSource) {}
  async execute(book: Book): Promise<Book extends Command<infer R> ? R : never> {
    clerk.served.push([book, currentCall().caller.name, currentCall().idempotencyKey]);
    await this.data.query('INSERT INTO booking VALUES ($1)', [book.guests.join()]);
    return (await clerk.book(book)) as { room: string; price: number };
  }
}
@QueryHandler(Rate)
class RateHandler {
  execute = async (): Promise<{ pence: number }> => ({ pence: 12_000 });
}
@QueryHandler(Free)
class FreeHandler {
  execute = async (): Promise<number[]> => [1, 2, 3];
}
@CommandHandler(Pay)
class PayHandler {
  execute = async (): Promise<{ paid: number }> => ({ paid: 9_900 });
}
@CommandHandler(BookTwice)
class BookTwiceHandler {
  constructor(private readonly commands: CommandBus) {}
  async execute({ version }: BookTwice): Promise<void> {
    const from = new Date('2026-02-02');
    await this.commands.execute(new Book({ guests: ['first'], nights: 1, from }));
    const second = { guest: 'second', nights: 1 };
    await this.commands.execute(version === 1 ? new BookV1(second) : new BookV2({ ...second, from }));
  }
}
@QueryHandler(Bookings)
class BookingsHandler {
  constructor(private readonly data: DataSource) {}
  async execute(): Promise<string[]> {
    const rows: { guests: string }[] = await this.data.query('SELECT guests FROM booking ORDER BY guests');
    return rows.map(({ guests }) => guests);
  }
}
class CreateBookings1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE booking (guests text NOT NULL)');
  down = async (): Promise<void> => {};
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: rooms,
      persistence: { entities: [], migrations: [CreateBookings1700000000000 as never] },
    }),
  ],
  providers: [BookHandler, RateHandler, FreeHandler, PayHandler, BookTwiceHandler, BookingsHandler],
})
class RoomsModule {}

@CommandHandler(Arrive)
class ArriveHandler {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  execute = (): Promise<void> => clerk.arrive(this);
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      uses: [
        use(rooms, { whenUnavailable: fallback(Book, ({ guests }) => ({ room: `0-${guests.length}`, price: 0 })) }),
      ],
    }),
  ],
  providers: [ArriveHandler],
})
class DeskModule {}
@Module({ imports: [ContextModule.forApi({ contract: rooms })] })
class RoomsApiModule {}

export type Placement = 'one host' | 'two hosts';

/** `desk` in the monolith; `rooms` beside it or in a host of its own. */
export class Hotel {
  readonly network = new LoopbackNetwork();
  readonly #principalKeys = temporaryPrincipalKeys();
  desk!: Host;
  rooms!: Host;

  constructor(
    readonly placement: Placement,
    readonly options: Partial<HostOptions> = {},
  ) {}

  async start(): Promise<void> {
    if (this.placement === 'one host') {
      const imports = [DeskModule, RoomsModule];
      this.desk = this.rooms = await startHost({ ...this.options, logger: false, contexts: {}, imports });
      return;
    }
    await this.startDesk();
    this.rooms = await this.#start('rooms');
  }

  /** Starts the monolith of two hosts alone. */
  async startDesk(): Promise<void> {
    this.desk = await this.#start('monolith');
  }

  #start(host: string): Promise<Host> {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    return startHost({
      ...this.options,
      logger: false,
      host,
      contexts: { desk: load(DeskModule), rooms: load(RoomsModule) },
      imports: host === 'monolith' ? [RoomsApiModule] : [],
      topology: { rooms: { transport: 'loopback' } },
      transports: { loopback: this.network.connect },
      principalKeys: this.#principalKeys,
    });
  }

  async stop(): Promise<void> {
    await this.desk?.stop();
    if (this.rooms !== this.desk) await this.rooms?.stop();
  }

  /** Sends from the monolith, as its edge. */
  execute<R>(message: Command<R> | Query<R>): Promise<R> {
    const { commandBus, queryBus } = this.desk.app.get(MultilithRuntime);
    const isQuery = [Rate, RateV1, Free, FreeV1, Bookings].some((type) => message instanceof type);
    return ((isQuery ? queryBus : commandBus) as { execute(sent: object): Promise<R> }).execute(message);
  }

  /** Sends from a handler of `desk`. */
  async fromHandler<R>(send: (buses: { commands: CommandBus; queries: QueryBus }) => Promise<R>): Promise<R> {
    let answer: R | undefined;
    clerk.arrive = async (buses) => void (answer = await send(buses));
    await this.execute(new Arrive({}));
    return answer as R;
  }
}
