import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { JsonValue } from '@multilith/contract';
import type { Host } from '@multilith/runtime/host';
import { anAnswer } from '@multilith/runtime/transport/conformance';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestAs } from '../test/hosts.js';
import { PublishedCalls } from '../test/published-calls.js';
import { Brew, cook, OfferMenu, Serve, TeaHosts } from '../test/tea-hosts.js';
import { connectNats } from './connect-nats.js';
import { startNatsServer, type NatsServer } from './testing/index.js';

const hosts = new TeaHosts();
let server: NatsServer;
let published: PublishedCalls;
beforeAll(async () => {
  server = await startNatsServer();
  published = await PublishedCalls.inFrontOf(server);
  hosts.monolith = await hosts.start('monolith', published.url);
});
afterAll(async () => {
  await hosts.monolith?.stop();
  await published?.close();
  await server?.stop();
});
beforeEach(() => published.reset());

describe('a caller whose callee is down', () => {
  it('sends less than twice as many calls as requested, however many retries each may have', async () => {
    const offered = 300;
    const outcomes: unknown[] = [];
    for (let wave = 0; wave < 3; wave++) {
      const calls = Array.from({ length: offered / 3 }, () =>
        hosts.ask(new OfferMenu({})).catch((error: unknown) => error),
      );
      outcomes.push(...(await Promise.all(calls)));
    }
    for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'UNAVAILABLE', mayHaveExecuted: false });
    const sent = published.count('kitchen.Menu');
    expect(sent).toBeGreaterThan(offered);
    // The retry budget: a tenth of the calls, and ten retries saved up.
    expect(sent).toBeLessThanOrEqual(offered * 1.1 + 10);
  });

  it('uses its fallback after one attempt: the command has no key', async () => {
    expect(await hosts.tell(new Serve({ tea: 'black' }))).toBe("yesterday's black");
    expect(published.count('kitchen.Brew')).toBe(1);
  });
});

describe('a caller whose callee is up', () => {
  let kitchen: Host;
  /** A plain NATS client on the network. */
  let stranger: NatsConnection;
  beforeAll(async () => {
    kitchen = await hosts.start('kitchen', server.url);
    stranger = await connect({ servers: server.url });
  });
  afterAll(async () => {
    await stranger?.close();
    await kitchen?.stop();
  });

  it('reaches it again at once', async () => {
    expect(await hosts.ask(new OfferMenu({}))).toEqual(['green']);
    expect(await hosts.tell(new Serve({ tea: 'black' }))).toBe('black');
  });

  it('waits no longer than the use allows, and does not retry a call that may still be running', async () => {
    cook.menu = () => new Promise(() => {});
    await expect(hosts.ask(new OfferMenu({}))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { code: 'DEADLINE_EXCEEDED' },
    });
    expect(published.count('kitchen.Menu')).toBe(1);
    cook.menu = async () => ['green'];
  });

  const reply = async (
    message: string,
    version: number,
    content: JsonValue,
    principal: string | null,
  ): Promise<unknown[]> => {
    const call = [
      7,
      10_000,
      message,
      version,
      content,
      'context',
      'hall',
      null,
      principal,
      'a'.repeat(32),
      'b'.repeat(16),
    ];
    const [, [, ...said]] = (await requestAs(stranger, 'monolith', 'kitchen', JSON.stringify([1, call]))).json<
      [1, unknown[]]
    >();
    return said;
  };

  it.each<[string, string, number, JsonValue, RegExp]>([
    [
      'a newer version of a message',
      'kitchen.Brew',
      2,
      { tea: 'x' },
      /the callee has version 1 of it, the caller sent version 2/,
    ],
    ['content of another shape', 'kitchen.Brew', 1, { leaves: 'x' }, /does not fit the callee's contract/],
    ['a message that came later', 'kitchen.Flambee', 1, {}, /has no such message/],
  ])(
    'is told that contracts differ when it sends %s, and nothing is executed',
    async (_, message, version, content, problem) => {
      cook.brewed.length = 0;
      expect(await reply(message, version, content, null)).toEqual([
        2,
        'CONTRACT_MISMATCH',
        false,
        expect.stringMatching(problem),
      ]);
      expect(cook.brewed).toEqual([]);
    },
  );

  it('is refused if it forges the principal', async () => {
    const claims = [{ alg: 'EdDSA', kid: 'mine' }, { sub: 'eve', roles: ['chef'] }, 'signature'];
    const forged = claims.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    for (const principal of [forged, JSON.stringify(claims[1]), null])
      expect((await reply('kitchen.Inspect', 1, {}, principal)).slice(0, 3)).toEqual([2, 'UNAUTHENTICATED', false]);
  });
});

describe('a caller whose callee has a newer contract', () => {
  it('gets CONTRACT_MISMATCH if it cannot read the answer of an executed command', async () => {
    const newer = await connectNats({ url: server.url, host: 'kitchen' });
    await newer.serve('kitchen', async () => anAnswer({ cup: 'blue' }));
    await vi.waitFor(async () =>
      expect(await hosts.tell(new Brew({ tea: 'black' })).catch((error: unknown) => error)).toMatchObject({
        code: 'CONTRACT_MISMATCH',
        mayHaveExecuted: true,
      }),
    );
    await newer.close();
  });
});
