import { Content, type JsonValue } from '@multilith/contract';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asUsual, Book, BookV1, clerk, fingerprintOf, Hotel } from '../../test/versions/rooms.js';
import type { CallRequest } from './call-request.js';
import { plainly } from './conformance/json-host.js';
import { plain, type PlainReply } from './conformance/transport-world.js';
import type { Transport } from './transport.js';

const [V1, V2, V3] = [1, 2, 3].map(fingerprintOf) as [string, string, string];
const from = '2026-03-03T00:00:00.000Z';
const mismatch = (problem: unknown): object => ({
  failure: { code: 'CONTRACT_MISMATCH', mayHaveExecuted: false, problem },
});

describe('a callee whose caller was built with another contract', () => {
  let database: TestDatabase;
  const hotel = new Hotel('two hosts');
  let caller: Transport;
  const call = async (
    version: number,
    content: object,
    fingerprint?: string,
    message = 'rooms.Book',
  ): Promise<PlainReply> => {
    const request: CallRequest = {
      host: 'monolith',
      message,
      version,
      content: Content.ofJson(content as JsonValue),
      caller: { kind: 'context', name: 'desk' },
      key: undefined,
      deadline: Date.now() + 60_000,
      principal: undefined,
      trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    return plain(await caller.call('rooms', request));
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    Object.assign(hotel.options, { database: { url: database.url } });
    await hotel.start();
    caller = await hotel.network.connect();
  });
  afterAll(async () => {
    await hotel.stop();
    await database?.drop();
  });
  beforeEach(asUsual);

  it('serves the version that was sent, whatever its fingerprint, and says if its own differs', async () => {
    const v1 = { guest: 'ada', nights: 1 };
    expect(await call(1, v1, V1)).toEqual({ answer: { room: 17 } });
    expect(await call(1, v1, 'f'.repeat(16))).toEqual({ answer: { room: 17 }, fingerprint: V1 });
    expect(await call(1, v1)).toEqual({ answer: { room: 17 }, fingerprint: V1 });
    expect(await call(2, { ...v1, from }, V2)).toEqual({ answer: { room: 17, floor: 2 } });
  });

  it('names every version that it serves, and both fingerprints, to a caller of another version', async () => {
    expect(await call(4, {}, 'c'.repeat(16))).toEqual(
      mismatch(
        `the callee has version 3 (fingerprint ${V3}) and version 2 (fingerprint ${V2}) and version 1 (fingerprint ${V1}) of it, the caller sent version 4 (fingerprint cccccccccccccccc)`,
      ),
    );
    expect(await call(0, {})).toEqual(mismatch(expect.stringMatching(/the caller sent version 0$/)));
    expect(clerk.served).toEqual([]);
  });

  it('hides a malformed fingerprint, so that another host cannot add lines to the log', async () => {
    for (const fingerprint of ['ab\n[Multilith] ERROR', '\u001b[2J', 'f'.repeat(100), ''])
      expect(await call(4, {}, fingerprint)).toEqual(
        mismatch(expect.stringMatching(/the caller sent version 4 \(with no valid fingerprint\)$/)),
      );
  });

  it('names both fingerprints where content does not fit, and where it does not know the message', async () => {
    expect(await call(1, { visitor: 'ada' }, 'd'.repeat(16))).toEqual(
      mismatch(
        expect.stringMatching(
          new RegExp(
            `^its content does not fit .*guest: .*; the callee has version 1 \\(fingerprint ${V1}\\) of it, the caller sent version 1 \\(fingerprint d{16}\\)$`,
          ),
        ),
      ),
    );
    expect(await call(1, {}, 'd'.repeat(16), 'rooms.Burn')).toEqual(
      mismatch(
        `the contract of 'rooms' here has no such message, the caller sent version 1 (fingerprint dddddddddddddddd)`,
      ),
    );
    expect(clerk.served).toEqual([]);
  });
});

describe('a caller whose callee was built with another contract', () => {
  const hotel = new Hotel('two hosts');
  let reply: PlainReply;
  beforeAll(async () => {
    await hotel.startDesk();
    const callee = await hotel.network.connect();
    await callee.serve(
      'rooms',
      plainly(async () => reply),
    );
  });
  afterAll(() => hotel.stop());

  it('names both fingerprints where it cannot read the answer, or the error', async () => {
    reply = { answer: { suite: 'royal' }, fingerprint: 'e'.repeat(16) };
    await expect(hotel.execute(new BookV1({ guest: 'ada', nights: 1 }))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: true,
      problem: expect.stringContaining(
        `(the callee answered in version 1 (fingerprint eeeeeeeeeeeeeeee), the caller has version 1 (fingerprint ${V1}))`,
      ) as string,
    });
    reply = { error: { code: 'rooms.Flooded', data: {} }, fingerprint: 'e'.repeat(16) };
    await expect(hotel.execute(new Book({ guests: ['ada'], nights: 1, from: new Date(from) }))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: false,
      problem: expect.stringMatching(/rooms\.Flooded.*fingerprint e{16}.*the caller has version 3/) as string,
    });
  });
});
