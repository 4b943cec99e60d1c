import { status } from '@grpc/grpc-js';
import { decodeErrorProtobuf } from '@multilith/contract/protobuf';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asUsual, Brew, BrewV1, Burn, cook, Inspect, Menu, OutOfTea, Steep, Taste } from '../../test/kitchen.js';
import { KitchenHost } from '../../test/unary/kitchen-host.js';
import { bearer, Stranger, type Failed } from '../../test/unary/stranger.js';

describe('the services of a contract', () => {
  const host = new KitchenHost(['inspectorate']);
  let stranger: Stranger;
  beforeAll(async () => {
    await host.start();
    stranger = new Stranger(host.address);
  });
  afterAll(async () => {
    stranger.close();
    await host.stop();
  });
  beforeEach(asUsual);

  const brew = (tea: string): Brew => new Brew({ tea, cups: 2, urgent: false });
  const failed = (call: Promise<unknown>): Promise<Failed> =>
    call.then(
      () => expect.unreachable('the call was answered'),
      (error: Failed) => error,
    );
  const reasonOf = ({ code, mayHaveExecuted, details }: Failed): unknown[] => [
    status[code],
    details?.info?.reason,
    details?.info?.domain,
    mayHaveExecuted,
  ];

  it('answer in the protobuf form of the contract', async () => {
    expect(await stranger.call(brew('green'))).toEqual({
      pot: expect.any(Number) as number,
      cups: 2,
      brewedAt: new Date('2026-01-02T03:04:05.006Z'),
    });
    expect(await stranger.call(new Menu({}))).toEqual([
      { tea: 'green', left: 3 },
      { tea: 'black', left: 0 },
    ]);
  });

  it('are one per version', async () => {
    expect(await stranger.call(new BrewV1({ tea: 'white' }))).toEqual({ pot: expect.any(Number) as number });
    const { code } = await failed(stranger.send('/kitchen.v3.KitchenService/Brew', Buffer.alloc(0)));
    expect(status[code]).toBe('UNIMPLEMENTED');
  });

  it('read omitted fields as zero', async () => {
    // Only the field `tea`.
    const bytes = Buffer.from([0x0a, 3, ...Buffer.from('red')]);
    await stranger.send('/kitchen.v2.KitchenService/Brew', bytes);
    expect(await host.pots('red')).toBe(1);
  });

  it('return errors of the contract, and roll back what the handler did', async () => {
    cook.brew = (tea) => {
      throw new OutOfTea({ tea, since: new Date(1e12), left: 0 });
    };
    const error = await failed(stranger.call(brew('gone')));
    expect(reasonOf(error)).toEqual(['FAILED_PRECONDITION', 'kitchen.OutOfTea', 'kitchen', 'false']);
    expect(error.message).toBe('There is no gone left.');
    const own = error.details!.messageIn('kitchen.v2')!;
    expect(own.name).toBe('OutOfTea');
    expect(decodeErrorProtobuf(OutOfTea, own.value).data).toEqual({ tea: 'gone', since: new Date(1e12), left: 0 });
    expect(await host.pots('gone')).toBe(0);
    const before = await failed(stranger.call(new BrewV1({ tea: 'gone' })));
    expect(before.details!.messageIn('kitchen.v1')?.name).toBe('OutOfTea');
  });

  it('leave out error data that is larger than clients accept', async () => {
    cook.brew = () => {
      throw new OutOfTea({ tea: 'é'.repeat(4_000), since: new Date(1e12), left: 0 });
    };
    const error = await failed(stranger.call(brew('long')));
    expect(error.details!.info!.reason).toBe('kitchen.OutOfTea');
    expect(error.details!.info!.metadata).toEqual({ 'omitted-bytes': expect.stringMatching(/^80\d\d$/) as string });
    expect(error.details!.messageIn('kitchen.v2')).toBeUndefined();
    expect(Buffer.byteLength(error.message)).toBeLessThanOrEqual(512);
    expect(error.message).toMatch(/^There is no é+…$/);
  });

  it.each<[what: string, call: () => Promise<unknown>, ...reason: unknown[]]>([
    [
      'content that does not fit',
      () => stranger.call(Object.assign(Object.create(Brew.prototype) as Brew, { tea: '', cups: 1, urgent: true })),
      'INVALID_ARGUMENT',
      'CONTRACT_MISMATCH',
      'false',
    ],
    [
      'bytes that are not protobuf',
      () => stranger.send('/kitchen.v2.KitchenService/Brew', Buffer.from([255])),
      'INVALID_ARGUMENT',
      'CONTRACT_MISMATCH',
      'false',
    ],
    ['an internal message', () => stranger.call(new Taste({})), 'PERMISSION_DENIED', 'ACCESS_DENIED', 'false'],
    [
      'a message for people who are signed in',
      () => stranger.call(new Inspect({})),
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'false',
    ],
    [
      'a principal without a valid signature',
      () => stranger.call(new Menu({}), { authorization: 'Bearer x.y.z' }),
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'false',
    ],
    [
      'other credentials',
      () => stranger.call(new Menu({}), { authorization: 'Basic eDp5' }),
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'false',
    ],
    [
      'a key that is too long',
      () => stranger.call(brew('green'), { 'idempotency-key': 'k'.repeat(201) }),
      'INVALID_ARGUMENT',
      'INVALID_METADATA',
      'false',
    ],
    [
      'an invalid name',
      () => stranger.call(new Menu({}), { 'multilith-host': 'Hall' }),
      'INVALID_ARGUMENT',
      'INVALID_METADATA',
      'false',
    ],
    [
      'a context of another host',
      () => stranger.call(new Menu({}), { 'multilith-host': 'cellar', 'multilith-caller': 'context/hall' }),
      'UNAVAILABLE',
      'UNAVAILABLE',
      'false',
    ],
    [
      'a caller without a host',
      () => stranger.call(new Menu({}), { 'multilith-caller': 'context/hall' }),
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'false',
    ],
    ['a handler that fails', () => stranger.call(new Burn({})), 'INTERNAL', 'INTERNAL', 'false'],
  ])('refuse %s', async (_what, call, code, reason, mayHaveExecuted) => {
    const error = await failed(call());
    expect(reasonOf(error)).toEqual([code, reason, 'multilith', mayHaveExecuted]);
    expect(error.message).not.toContain('swordfish');
  });

  it('accept a principal that the client has signed, if the client is an issuer', async () => {
    const signed = (issuer: string, roles: readonly string[], context = 'kitchen'): Record<string, string> => ({
      authorization: bearer(issuer, host.keys(issuer).signing!, 'ada', roles, context),
      'multilith-host': issuer,
    });
    expect(await stranger.call(new Inspect({}), signed('inspectorate', ['chef']))).toEqual({ inspector: 'ada' });
    expect(reasonOf(await failed(stranger.call(new Inspect({}), signed('inspectorate', [])))).slice(0, 2)).toEqual([
      'PERMISSION_DENIED',
      'ACCESS_DENIED',
    ]);
    for (const wrong of [
      signed('cellar', ['chef']),
      signed('inspectorate', ['chef'], 'cellar'),
      { ...signed('inspectorate', ['chef']), 'multilith-host': 'cellar' },
    ])
      expect(reasonOf(await failed(stranger.call(new Inspect({}), wrong))).slice(0, 2)).toEqual([
        'UNAUTHENTICATED',
        'UNAUTHENTICATED',
      ]);
  });

  it('pass on trace, key, deadline and name', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const deadline = Date.now() + 20_000;
    await stranger.call(
      brew('green'),
      { traceparent, 'idempotency-key': 'a-key', 'multilith-host': 'cellar' },
      { deadline },
    );
    await stranger.call(new Menu({}), { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` });
    const [first, second] = cook.calls;
    expect(first).toMatchObject({
      idempotencyKey: 'a-key',
      caller: { kind: 'edge', name: 'cellar' },
      principal: undefined,
    });
    expect(first!.trace.traceId).toBe('a'.repeat(32));
    expect(first!.deadline).toBeGreaterThan(deadline - 2_000);
    expect(first!.deadline).toBeLessThanOrEqual(deadline + 100);
    expect(second).toMatchObject({ caller: { kind: 'edge', name: 'grpc-client' } });
    expect(second!.caller).not.toHaveProperty('api');
    expect(second!.trace.traceId).not.toBe('0'.repeat(32));
    // A call without a deadline has a default one.
    expect(second!.deadline! - Date.now()).toBeLessThanOrEqual(30_000);
  });

  it('run a command once for a key', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await stranger.call(brew('oolong'), key);
    expect(await stranger.call(brew('oolong'), key)).toEqual(first);
    expect(await host.pots('oolong')).toBe(1);
    const error = await failed(stranger.call(brew('other'), key));
    expect(reasonOf(error)).toEqual(['INVALID_ARGUMENT', 'IDEMPOTENCY_KEY_REUSED', 'multilith', 'false']);
  });

  /** Lets `kitchen.Steep` run until `end` is called. */
  function steeping(): { begun: Promise<void>; end: () => void } {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const begun = new Promise<void>((resolve) => {
      cook.steep = () => {
        resolve();
        return ended;
      };
    });
    return { begun, end };
  }

  it('do not commit a call that was cancelled or whose deadline has passed', async () => {
    const { begun, end } = steeping();
    await stranger.cancelled('/kitchen.v1.KitchenService/Steep', Buffer.alloc(0), begun);
    const error = await failed(stranger.call(new Steep({}), {}, { deadline: Date.now() + 500 }));
    expect(status[error.code]).toBe('DEADLINE_EXCEEDED');
    await expect.poll(() => cook.calls.length).toBe(2);
    // The host measures the time from the arrival of the call.
    await expect.poll(() => Date.now()).toBeGreaterThan(cook.calls[1]!.deadline!);
    end();
    await expect.poll(() => host.openTransactions()).toBe(0);
    expect(await host.pots('steeped')).toBe(0);
  });

  describe('with a limit', () => {
    const small = new KitchenHost();
    let one: Stranger;
    beforeAll(async () => {
      await small.start({ limits: { running: 2, runningLength: 64 } });
      one = new Stranger(small.address);
    });
    afterAll(async () => {
      one.close();
      await small.stop();
    });

    it('bound the calls of one client, and of all together', async () => {
      const { begun, end } = steeping();
      const running = [one.call(new Steep({})), one.call(new Steep({}))];
      await begun;
      await expect.poll(() => cook.calls.length).toBe(2);
      expect(reasonOf(await failed(one.call(new Steep({}))))).toEqual([
        'RESOURCE_EXHAUSTED',
        'OVERLOADED',
        'multilith',
        'false',
      ]);
      expect(await one.call(new Menu({}), { 'multilith-host': 'cellar' })).toHaveLength(2);
      end();
      await Promise.all(running);
      expect(await one.call(new Menu({}))).toHaveLength(2);
    });

    it('accept one call of any size, and others while they fit', async () => {
      const { end } = steeping();
      const large = one.call(new Brew({ tea: 't'.repeat(100), cups: 1, urgent: false }));
      await large;
      const running = one.call(new Steep({}));
      await expect.poll(() => cook.calls.some(({ message }) => message === 'kitchen.Steep')).toBe(true);
      const error = await failed(one.call(new Brew({ tea: 't'.repeat(100), cups: 1, urgent: false })));
      expect(status[error.code]).toBe('RESOURCE_EXHAUSTED');
      end();
      await running;
    });

    it('finish running calls and refuse new ones while they drain', async () => {
      const { begun, end } = steeping();
      const running = one.call(new Steep({}));
      await begun;
      let isDrained = false;
      const drained = small.drain().then(() => (isDrained = true));
      expect(reasonOf(await failed(one.call(new Menu({}))))).toEqual([
        'UNAVAILABLE',
        'UNAVAILABLE',
        'multilith',
        'false',
      ]);
      expect(isDrained).toBe(false);
      end();
      await running;
      await drained;
      expect(await small.pots('steeped')).toBe(4);
    });
  });
});
