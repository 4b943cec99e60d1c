import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { anAnswer, aRequest, freshContext, plain } from '@multilith/runtime/transport/conformance';
import { aWorld, echo } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';

describe('a link', () => {
  quietLogs();

  it('is replaced at its age, and no call or announcement is lost', async () => {
    const [world, context] = [aWorld({ ageMs: 50 }), freshContext()];
    const [caller, callee] = [await world.open(), await world.open()];
    const links = (): number =>
      Math.max(
        ...caller
          .status()
          .get('monolith')!
          .map(({ opened }) => opened),
      );
    await callee.serve(context, async (request) => {
      await sleep(1);
      return echo(request);
    });
    const heard: unknown[] = [];
    await caller.listen(context, (content) => heard.push(content));
    const [calls, announced]: [Promise<unknown>[], number[]] = [[], []];
    const before = links();
    for (let round = 0; links() < before + 5; round++) {
      for (let i = 0; i < 5; i++) calls.push(caller.call(context, aRequest({ content: round })));
      callee.announce(context, round);
      announced.push(round);
      await sleep(2);
    }
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([]);
    await vi.waitFor(() => expect([...new Set(heard)]).toEqual(announced));
  });

  it('lets small calls pass large ones', async () => {
    const [world, context] = [aWorld(), freshContext()];
    const [caller, callee] = [await world.open(), await world.open()];
    await callee.serve(context, echo);
    const done: string[] = [];
    const call = async (name: string, size: number): Promise<void> => {
      const content = 'x'.repeat(size);
      expect(plain(await caller.call(context, aRequest({ content, deadline: Date.now() + 100_000 })))).toEqual({
        answer: content,
      });
      done.push(name);
    };
    await call('first', 1);
    const large = Array.from({ length: 8 }, () => call('large', 1_000_000));
    await call('small', 10);
    await Promise.all(large);
    expect(done.indexOf('small')).toBeLessThan(done.lastIndexOf('large'));
  });

  it('carries the calls of a turn in one message', async () => {
    const [world, context] = [aWorld(), freshContext()];
    const [caller, callee] = [await world.open(), await world.open()];
    // The calls of a message start together, before anything else can happen.
    let [running, most] = [0, 0];
    await callee.serve(context, async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return anAnswer(null);
    });
    await Promise.all(Array.from({ length: 12 }, () => caller.call(context, aRequest())));
    expect(most).toBe(12);
  });
});
