import { describeTopologies } from '@multilith/testing';
import { describe, expect, it } from 'vitest';
import { Add, AskRequest, AsyncContext, Count, Do } from './stage-context.js';
import { stageFor } from './stage.js';

describeTopologies('the stock command and query buses', (topology) => {
  const stage = stageFor(topology);

  it('execute: runs messages outside the contract within their own context, in the transaction of the caller', async () => {
    const answers: unknown[] = [];
    await stage.run(async ({ commands, queries }) => {
      answers.length = 0;
      answers.push(await commands.execute(new Add(1)), await queries.execute(new Count()));
    });
    expect(answers).toEqual([1, 1]);
    expect(await stage.tools.rows()).toEqual([1]);
  });

  describe.each(['commands', 'queries'] as const)('of %s', (kind) => {
    const send = (): Promise<unknown> =>
      kind === 'commands'
        ? stage.tools.commands.execute(new Do({ what: '' }))
        : stage.tools.queries.execute(new Count());

    it('subscribe, pipe and subject$: show what this context sends', async () => {
      const bus = stage.tools[kind];
      const heard: unknown[] = [];
      const subscriptions = [bus.subscribe((m) => heard.push(m)), bus.subject$.subscribe((m) => heard.push(m))];
      await send().catch(() => {});
      for (const subscription of subscriptions) subscription.unsubscribe();
      expect(heard).toHaveLength(2);
      expect(heard[0]).toBeInstanceOf(kind === 'commands' ? Do : Count);
      await send().catch(() => {});
      expect(heard).toHaveLength(2);
    });

    it('publisher: can be replaced for what this context sends', async () => {
      const bus = stage.tools[kind];
      const taken: unknown[] = [];
      const { publisher } = bus;
      bus.publisher = { publish: (message: unknown) => void taken.push(message) } as typeof publisher;
      await send().catch(() => {});
      bus.publisher = publisher as never;
      expect(taken).toHaveLength(1);
    });

    it.each(['bind', 'register'] as const)('%s: is refused, because handlers are discovered at start', (member) => {
      const bus = stage.tools[kind];
      const call = bus[member] as () => void;
      expect(call.bind(bus)).toThrow(expect.objectContaining({ code: 'BUS_REGISTRATION' }));
    });
  });

  it('execute: gives an AsyncContext to a request-scoped handler, and refuses one for a message of a contract', async () => {
    const context = new AsyncContext();
    let request: unknown;
    await stage.run(async ({ queries }) => void (request = await queries.execute(new AskRequest(), context)));
    expect(request).toBe(context);
    await stage.run(async ({ queries }) => void (request = await queries.execute(new AskRequest())));
    expect(request).toBeInstanceOf(AsyncContext);
    expect(() => stage.tools.commands.execute(new Do({ what: '' }), context)).toThrow(
      expect.objectContaining({ code: 'ASYNC_CONTEXT_REFUSED' }),
    );
  });
});
