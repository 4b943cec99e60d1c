import { runAtEdge } from '@multilith/data';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  asUsual,
  Book,
  Bookings,
  BookTwice,
  BookV1,
  BookV2,
  clerk,
  Closed,
  fingerprintOf,
  Free,
  FreeV1,
  Full,
  FullV1,
  Hotel,
  Pay,
  PayV1,
  Rate,
  RateV1,
  type Placement,
} from '../../test/versions/rooms.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';

const from = new Date('2026-03-03');

describe.each<Placement>(['one host', 'two hosts'])('earlier versions of a message (%s)', (placement) => {
  let database: TestDatabase;
  let hotel: Hotel;
  beforeAll(async () => {
    database = await createTestDatabase();
    hotel = new Hotel(placement, { database: { url: database.url } });
    await hotel.start();
  });
  afterAll(async () => {
    await hotel?.stop();
    await database?.drop();
  });
  beforeEach(async () => {
    asUsual();
    const { pool } = hotel.rooms.app.get(MultilithRuntime).databases.get('rooms')!;
    await pool.query('TRUNCATE booking, idempotency_record');
  });
  const bookings = (): Promise<string[]> => hotel.execute(new Bookings({}));

  it('are served by the handler of the current version, each with its own answer', async () => {
    expect(await hotel.execute(new Book({ guests: ['ada', 'bob'], nights: 2, from }))).toEqual({
      room: '2-17',
      price: 9_900,
    });
    expect(await hotel.execute(new BookV2({ guest: 'cleo', nights: 2, from }))).toEqual({ room: 17, floor: 2 });
    expect(await hotel.execute(new BookV1({ guest: 'dan', nights: 2 }))).toEqual({ room: 17 });
    expect(await bookings()).toEqual(['ada,bob', 'cleo', 'dan']);
    expect(clerk.served.every(([message]) => message instanceof Book)).toBe(true);
    expect(clerk.served[2]![0]).toEqual(new Book({ guests: ['dan'], nights: 2, from: new Date('2026-01-01') }));
  });

  it('are sent by handlers of other contexts, and by those of their own, which join the transaction', async () => {
    const sent = ({ commands }: Parameters<typeof clerk.arrive>[0]) =>
      commands.execute(new BookV1({ guest: 'eve', nights: 1 }));
    expect(await hotel.fromHandler(sent)).toEqual({ room: 17 });
    await hotel.execute(new BookTwice({ version: 1 }));
    await hotel.execute(new BookTwice({ version: 2 }));
    expect(await bookings()).toEqual(['eve', 'first', 'first', 'second', 'second']);
    expect(clerk.served.map(([, caller]) => caller)).toEqual(['desk', 'rooms', 'rooms', 'rooms', 'rooms']);
    clerk.book = async ({ guests }) => {
      if (guests[0] === 'second') throw new Closed();
      return { room: '1-1', price: 1 };
    };
    await expect(hotel.execute(new BookTwice({ version: 1 }))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await bookings()).toHaveLength(5);
  });

  it('need the access of the version that was sent and that of the current one', async () => {
    const asked = (roles: string[], message: Rate | RateV1): Promise<unknown> =>
      runAtEdge({ principal: { subject: 'ada', roles } }, () => hotel.execute(message as RateV1));
    expect(await hotel.fromHandler(({ queries }) => queries.execute(new FreeV1({})))).toBe(3);
    await expect(hotel.execute(new FreeV1({}))).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await hotel.execute(new Free({}))).toEqual([1, 2, 3]);
    await expect(hotel.execute(new RateV1({}))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    if (placement === 'two hosts') return;
    await expect(asked(['guest'], new RateV1({}))).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await asked(['desk'], new RateV1({}))).toBe('12000 p');
    expect(await asked(['desk'], new Rate({}))).toEqual({ pence: 12_000 });
  });

  it('get the errors of their own version', async () => {
    clerk.book = async ({ guests: [guest, ...others] }) => {
      throw new Full({ guest: guest!, others });
    };
    const refusal = async (message: Book | BookV1 | BookV2): Promise<unknown> =>
      hotel.execute(message as BookV1).catch((error: unknown) => error);
    const current = await refusal(new Book({ guests: ['ada', 'bob'], nights: 1, from }));
    expect(current).toBeInstanceOf(Full);
    expect(current).toMatchObject({ data: { guest: 'ada', others: ['bob'] } });
    const v1 = (await refusal(new BookV1({ guest: 'ada', nights: 1 }))) as FullV1;
    expect(v1.constructor).toBe(FullV1);
    expect(v1.data).toEqual({ guest: 'ada' });
    expect(((await refusal(new BookV2({ guest: 'ada', nights: 1, from }))) as Full).constructor).toBe(Full);
    expect(await bookings()).toEqual([]);
  });

  it('are refused with CONTRACT_MISMATCH if their version does not declare the error; nothing is executed', async () => {
    clerk.book = async () => {
      throw new Closed();
    };
    await expect(hotel.execute(new BookV2({ guest: 'ada', nights: 1, from }))).rejects.toBeInstanceOf(Closed);
    await expect(hotel.execute(new BookV1({ guest: 'ada', nights: 1 }))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: false,
      message: expect.stringContaining('it refused with rooms.Closed, which version 1 does not name') as string,
    });
    expect(await bookings()).toEqual([]);
  });

  it('are refused with CONTRACT_MISMATCH if they cannot be converted, without internals of the converter', async () => {
    const mismatch = (problem: RegExp): object => ({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: false,
      message: expect.stringMatching(problem) as string,
    });
    await expect(hotel.execute(new BookV1({ guest: 'ada', nights: 15 }))).rejects.toMatchObject(
      mismatch(/version 1 of it cannot be read as version 3: rooms\.Book is not valid: nights: .*14/),
    );
    const unreadable = hotel.execute(new BookV1({ guest: 'unreadable', nights: 1 }));
    await expect(unreadable).rejects.toMatchObject(mismatch(/cannot be read as version 3: its upcast failed/));
    await expect(unreadable).rejects.not.toThrow(/secret/);
    expect(clerk.served).toEqual([]);
  });

  it('roll back if the answer does not fit their version, or does not fit the current one', async () => {
    const internal = { code: 'INTERNAL', mayHaveExecuted: false };
    clerk.book = async () => ({ room: 'suite', price: 1 });
    expect(await hotel.execute(new Book({ guests: ['ada'], nights: 1, from }))).toEqual({ room: 'suite', price: 1 });
    await expect(hotel.execute(new BookV1({ guest: 'bob', nights: 1 }))).rejects.toMatchObject(internal);
    clerk.book = async () => ({ room: '2-17' });
    await expect(hotel.execute(new BookV1({ guest: 'cleo', nights: 1 }))).rejects.toMatchObject(internal);
    expect(await bookings()).toEqual(['ada']);
  });

  it('take effect once per idempotency key, whichever version a retry is sent in', async () => {
    const key = { idempotencyKey: 'k-1' };
    const v1 = new BookV1({ guest: 'ada', nights: 1 }, key);
    expect(await hotel.execute(v1)).toEqual({ room: 17 });
    clerk.book = async () => ({ room: '9-99', price: 1 });
    expect(await hotel.execute(v1)).toEqual({ room: 17 });
    expect(await hotel.execute(new BookV2({ guest: 'ada', nights: 1, from }, key))).toEqual({ room: 17, floor: 2 });
    expect(await hotel.execute(new Book({ guests: ['ada'], nights: 1, from }, key))).toEqual({
      room: '2-17',
      price: 9_900,
    });
    await expect(hotel.execute(new BookV1({ guest: 'bob', nights: 1 }, key))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const newer = { idempotencyKey: 'k-2' };
    expect(await hotel.execute(new Book({ guests: ['bob'], nights: 1, from }, newer))).toEqual({
      room: '9-99',
      price: 1,
    });
    expect(await hotel.execute(new Book({ guests: ['bob'], nights: 1, from }, newer))).toEqual({
      room: '9-99',
      price: 1,
    });
    expect(await hotel.execute(new BookV1({ guest: 'bob', nights: 1 }, newer))).toEqual({ room: 99 });
    expect(await bookings()).toEqual(['ada', 'bob']);
    expect(clerk.served.map(([, , used]) => used)).toEqual(['k-1', 'k-2']);
  });

  it('answer a retry in a version that the first answer does not fit with CONTRACT_MISMATCH: it was executed', async () => {
    clerk.book = async () => ({ room: 'suite', price: 1 });
    const key = { idempotencyKey: 'k-3' };
    await hotel.execute(new Book({ guests: ['ada'], nights: 1, from }, key));
    await expect(hotel.execute(new BookV1({ guest: 'ada', nights: 1 }, key))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: true,
    });
    expect(await bookings()).toEqual(['ada']);
  });

  it('answer no retry with an answer kept in another version only, whose fields fit and mean something else', async () => {
    const { pool } = hotel.rooms.app.get(MultilithRuntime).databases.get('rooms')!;
    const mismatch = {
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: true,
      message: expect.stringContaining('the answer kept for its key is one of version 1') as string,
    };
    const key = { idempotencyKey: 'k-4' };
    expect(await hotel.execute(new PayV1({}, key))).toEqual({ paid: 99 });
    expect(await hotel.execute(new Pay({}, key))).toEqual({ paid: 9_900 });
    // As a release wrote it that served version 1 alone.
    await pool.query('UPDATE idempotency_record SET other_answers = NULL');
    await expect(hotel.execute(new Pay({}, key))).rejects.toMatchObject(mismatch);
    expect(await hotel.execute(new PayV1({}, key))).toEqual({ paid: 99 });
    const same = { idempotencyKey: 'k-5' };
    await hotel.execute(new BookV2({ guest: 'ada', nights: 1, from }, same));
    await pool.query('UPDATE idempotency_record SET other_answers = NULL');
    expect(await hotel.execute(new BookV1({ guest: 'ada', nights: 1 }, same))).toEqual({ room: 17 });
  });

  it('are counted by message, version and caller where they are handled', async () => {
    const { earlierCalls: before } = hotel.rooms.app.get(MultilithRuntime);
    const countIn = (calls: typeof before, version: number, caller: string): number =>
      calls.find((each) => each.message === 'rooms.Book' && each.version === version && each.caller === caller)
        ?.calls ?? 0;
    await hotel.execute(new BookV2({ guest: 'ada', nights: 1, from }));
    await hotel.fromHandler(({ commands }) => commands.execute(new BookV1({ guest: 'ada', nights: 1 })));
    await hotel.execute(new Book({ guests: ['ada'], nights: 1, from }));
    const after = hotel.rooms.app.get(MultilithRuntime).earlierCalls;
    expect(countIn(after, 2, 'monolith') - countIn(before, 2, 'monolith')).toBe(1);
    expect(countIn(after, 1, 'desk') - countIn(before, 1, 'desk')).toBe(1);
    expect(after.every(({ version, current }) => version < current)).toBe(true);
    if (placement === 'two hosts') expect(hotel.desk.app.get(MultilithRuntime).earlierCalls).toEqual([]);
  });

  it('are answered by the fallback for the current version if their context is unavailable', async () => {
    if (placement === 'one host') return;
    hotel.network.interfere = () => 'unreachable';
    const sent = ({ commands }: Parameters<typeof clerk.arrive>[0]) =>
      commands.execute(new BookV1({ guest: 'eve', nights: 1 }));
    try {
      expect(await hotel.fromHandler(sent)).toEqual({ room: 1 });
    } finally {
      hotel.network.interfere = () => undefined;
    }
  });

  it('travel in their own version', async () => {
    if (placement === 'one host') return;
    await hotel.execute(new BookV1({ guest: 'eve', nights: 1 }));
    const { request } = hotel.network.sent.at(-1)!;
    expect(request).toMatchObject({ message: 'rooms.Book', version: 1 });
    expect(request.content.value).toEqual({ guest: 'eve', nights: 1 });
    expect(request.fingerprint).toBe(fingerprintOf(1));
  });
});

it('a caller of an earlier version is logged when it calls first, and once per hour after that', async () => {
  const { EarlierVersionCalls } = await import('./earlier-calls.js');
  const log = vi.fn();
  const calls = new EarlierVersionCalls(log);
  const { definitionOf } = await import('@multilith/contract');
  const conversion = definitionOf(Book)!.earlier.get(1)!;
  const current = { type: Book, definition: definitionOf(Book)!, conversion };
  const v1 = { type: BookV1, definition: definitionOf(BookV1)!, current };
  calls.add({ type: Book, definition: definitionOf(Book)! }, { kind: 'context', name: 'desk' }, 0);
  for (const minute of [0, 1, 59, 61]) calls.add(v1, { kind: 'context', name: 'desk' }, minute * 60_000);
  calls.add(v1, { kind: 'edge', name: 'rooms', api: true }, 5);
  expect(log.mock.calls.map(([line]) => (line as string).split(', which')[0])).toEqual([
    'desk sent version 1 of rooms.Book (once since this was last logged)',
    'desk sent version 1 of rooms.Book (3 times since this was last logged)',
    'the API of rooms sent version 1 of rooms.Book (once since this was last logged)',
  ]);
  expect(calls.all.map(({ caller, calls: count }) => [caller, count])).toEqual([
    ['desk', 4],
    ['the API of rooms', 1],
  ]);
  for (let n = 0; n < 2_000; n++) calls.add(v1, { kind: 'edge', name: `host-${n}` }, 5);
  expect(calls.all.length).toBeLessThanOrEqual(1_001);
  expect(calls.all.reduce((sum, each) => sum + each.calls, 0)).toBe(2_005);
});
