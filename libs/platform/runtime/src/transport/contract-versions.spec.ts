import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Content } from '@multilith/contract';
import { asUsual, Brew, cook, Menu, TwoHosts } from '../../test/transport/two-hosts.js';
import { plainly } from './conformance/json-host.js';
import { plain, type PlainReply } from './conformance/transport-world.js';
import type { CallRequest } from './call-request.js';
import type { Transport } from './transport.js';

/** Hosts are deployed one after the other, so for a while one side of a call is older than the other. */
describe('hosts that were built with different contracts', () => {
  const request: CallRequest = {
    host: 'monolith',
    message: 'kitchen.Brew',
    version: 1,
    content: Content.ofJson({ tea: 'green' }),
    caller: { kind: 'context', name: 'hall' },
    key: undefined,
    deadline: Date.now() + 60_000,
    principal: undefined,
    trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
  };

  describe('a callee', () => {
    const hosts = new TwoHosts();
    let caller: Transport;
    const call = async (changed: object): Promise<PlainReply> =>
      plain(await caller.call('kitchen', { ...request, ...changed } as CallRequest));
    const mismatch = (problem: string | RegExp): object => ({
      failure: {
        code: 'CONTRACT_MISMATCH',
        mayHaveExecuted: false,
        problem: (typeof problem === 'string' ? problem : expect.stringMatching(problem)) as unknown,
      },
    });

    beforeAll(async () => {
      await hosts.start();
      caller = await hosts.network.connect();
    });
    afterAll(() => hosts.stop());
    beforeEach(asUsual);

    it('takes content without a field that may be left out, and ignores fields that it does not know', async () => {
      expect(await call({ content: Content.ofJson({ tea: 'green', sugar: 2 }) })).toMatchObject({
        answer: { tea: 'green' },
      });
    });

    it('says what does not fit where content is of another shape, and executes nothing', async () => {
      expect(await call({ content: Content.ofJson({ leaves: 'green' }) })).toEqual(
        mismatch(/^its content does not fit the callee's contract \(kitchen\.Brew is not valid: tea: /),
      );
      for (const content of [null, [], 'green', { tea: 'a\u0000b' }])
        expect(await call({ content: Content.ofJson(content) })).toEqual(mismatch(/does not fit/));
      expect(await call({ content: Content.ofText('{"tea":') })).toEqual(mismatch(/does not fit .*JSON/));
      expect(await call({ key: 'x'.repeat(201) })).toEqual(mismatch(/idempotency key/));
      expect(cook.calls).toEqual([]);
    });

    it('names both versions of a message', async () => {
      expect(await call({ version: 2 })).toEqual(mismatch('the callee has version 1 of it, the caller sent version 2'));
    });

    it('knows no message that is not in its contract, nor one of another context', async () => {
      for (const message of ['kitchen.Fry', 'hall.Serve', 'kitchen.BrewHandler', '__proto__', ''])
        expect(await call({ message })).toEqual(mismatch(/has no such message/));
    });

    it.each([
      { caller: { kind: 'system', name: 'root' } },
      { caller: undefined },
      { version: '1' },
      { key: 7 },
      { deadline: 'soon' },
      { principal: { subject: 'eve', roles: ['chef'] } },
      { trace: { traceId: 'x', spanId: 'y' } },
      { trace: undefined },
    ])('answers what is no call at all: %j', async (changed) => {
      expect(await call(changed)).toEqual(mismatch('the call cannot be read'));
    });
  });

  describe('a caller', () => {
    const hosts = new TwoHosts();
    let reply: unknown;
    beforeAll(async () => {
      hosts.monolith = await hosts.startHost('monolith');
      const kitchen = await hosts.network.connect();
      await kitchen.serve(
        'kitchen',
        plainly(async () => reply as PlainReply),
      );
    });
    afterAll(() => hosts.monolith.stop());

    it('takes an answer that has more than it knows', async () => {
      reply = { answer: { tea: 'green', poured: '2026-01-01T00:00:00.000Z', drops: '1', cup: 'blue' } };
      await expect(hosts.execute(new Brew({ tea: 'green' }))).resolves.toEqual({
        tea: 'green',
        poured: new Date('2026-01-01'),
        drops: 1n,
      });
    });

    it('says so when it cannot read an answer: a command has been executed', async () => {
      reply = { answer: { cup: 'blue' } };
      const mismatch = { code: 'CONTRACT_MISMATCH' };
      await expect(hosts.execute(new Brew({ tea: 'x' }))).rejects.toMatchObject({ ...mismatch, mayHaveExecuted: true });
      await expect(hosts.execute(new Menu({}))).rejects.toMatchObject({ ...mismatch, mayHaveExecuted: false });
    });

    it('says so when it is refused with an error that it does not know, or not in that form', async () => {
      for (const [error, problem] of [
        [
          { code: 'kitchen.NoWater', data: {} },
          "refused with kitchen.NoWater, which the caller's contract does not name",
        ],
        [{ code: 'kitchen.OutOfTea', data: { since: 'ever' } }, 'refused with kitchen.OutOfTea, whose data'],
      ] as const) {
        reply = { error };
        await expect(hosts.execute(new Brew({ tea: 'x' }))).rejects.toMatchObject({
          code: 'CONTRACT_MISMATCH',
          mayHaveExecuted: false,
          message: expect.stringContaining(problem) as string,
        });
      }
    });

    it('takes a failure of a kind that it does not know for INTERNAL', async () => {
      reply = { failure: { code: 'TOO_TIRED', mayHaveExecuted: true } };
      await expect(hosts.execute(new Brew({ tea: 'x' }))).rejects.toMatchObject({
        code: 'INTERNAL',
        mayHaveExecuted: true,
      });
    });
  });
});
