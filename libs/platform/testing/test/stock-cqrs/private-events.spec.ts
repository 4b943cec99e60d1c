import { describeTopologies } from '@multilith/testing';
import { currentCall } from '@multilith/contract';
import { UnhandledExceptionBus } from '@nestjs/cqrs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Add, Heard, Noted, on, Rang } from './stage-context.js';
import { stageFor } from './stage.js';

describeTopologies('an event that is in no contract', (topology) => {
  const stage = stageFor(topology);
  const noted: number[] = [];
  beforeEach(() => {
    noted.length = 0;
    on.noted = ({ n }) => void noted.push(n);
  });

  it('is handled once its command has committed, in a separate transaction', async () => {
    on.noted = async ({ n }, tools) => {
      noted.push(...(await tools.rows()));
      await tools.add(n * 10);
    };
    await stage.run(async ({ events, ...tools }) => {
      events.publish(new Noted(2));
      await tools.data.query('INSERT INTO entry (n) VALUES (1)');
    });
    await stage.until(async () => expect(await stage.tools.rows()).toEqual([1, 20]));
    expect(noted).toEqual([1]);
  });

  it('is not handled if its command is rolled back', async () => {
    const failing = stage.run(({ events }) => {
      events.publish(new Noted(1));
      throw new Error('fails');
    });
    await expect(failing).rejects.toThrow();
    await stage.run(({ events }) => events.publish(new Noted(2)));
    await stage.until(() => expect(noted).toEqual([2]));
  });

  it('is dropped if its nested transaction or joined command is rolled back, and only then', async () => {
    await stage.run(async ({ data, events, commands }) => {
      events.publish(new Noted(1));
      const nested = data.transaction(async (manager) => {
        await manager.query('SELECT 1');
        events.publish(new Noted(2));
        throw new Error('fails');
      });
      await nested.catch(() => {});
      await commands.execute(new Add(3, 'fails')).catch(() => {});
      await commands.execute(new Add(4));
    });
    await stage.until(() => expect(noted).toEqual([1, 4]));
  });

  it('is handled at once outside a transaction', async () => {
    stage.tools.events.publish(new Noted(1));
    await stage.until(() => expect(noted).toEqual([1]));
  });

  it('is handled for the principal and in the trace of the command that published it', async () => {
    const seen: unknown[] = [];
    on.noted = () => seen.push(currentCall().principal, currentCall().trace.traceId);
    let trace: string | undefined;
    on.do = ({ events }) => {
      trace = currentCall().trace.traceId;
      events.publish(new Noted(1));
    };
    const { Do } = await import('./stage-context.js');
    await stage.context.as({ subject: 'ada', roles: [] }).execute(new Do({ what: '' }));
    await stage.until(() => expect(seen).toEqual([{ subject: 'ada', roles: [] }, trace]));
  });

  it('may publish others, and events of the contract', async () => {
    const heard: number[] = [];
    on.heard = ({ n }) => void heard.push(n);
    on.noted = ({ n }, { events }) => events.publishAll([new Heard(n + 1), new Rang({ n: n + 2 })]);
    await stage.run(({ events }) => events.publish(new Noted(1)));
    await stage.until(() => expect(heard).toEqual([2]));
    await stage.until(async () => expect(await stage.context.published(Rang)).toMatchObject([{ n: 3 }]));
  });

  describe('whose handler fails', () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    beforeEach(() => void process.on('unhandledRejection', note));
    afterEach(() => void process.off('unhandledRejection', note));

    const hostile = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('in a trap');
      },
    });
    it.each<[what: string, thrown: unknown]>([
      ['an error', new Error('no')],
      ['a string', 'no'],
      ['undefined', undefined],
      ['a proxy that cannot be read', hostile],
    ])('is reported to the UnhandledExceptionBus, and the next event is handled: %s', async (_what, thrown) => {
      const told: { cause: unknown; exception: unknown }[] = [];
      const subscription = stage.tools.exceptions.subscribe((info) => told.push(info));
      on.noted = ({ n }) => {
        if (n === 1) throw thrown;
        noted.push(n);
      };
      await stage.run(({ events }) => events.publishAll([new Noted(1), new Noted(2)]));
      await stage.until(() => expect(noted).toEqual([2]));
      await stage.until(() => expect(told).toHaveLength(1));
      subscription.unsubscribe();
      expect(Object.is(told[0]!.exception, thrown)).toBe(true);
      expect(told[0]!.cause).toEqual(new Noted(1));
      expect(unhandled).toEqual([]);
    });

    it('is reported to a publisher that a module has set, and to subscribers of what the module itself publishes on the bus', async () => {
      const { exceptions } = stage.tools;
      const { publisher } = exceptions;
      const told: unknown[] = [];
      exceptions.publisher = { publish: (info) => told.push(info.exception) } as typeof publisher;
      on.noted = () => {
        throw 'no';
      };
      await stage.run(({ events }) => events.publish(new Noted(1)));
      await stage.until(() => expect(told).toEqual(['no']));
      exceptions.publisher = publisher;
      const subscription = exceptions
        .pipe(UnhandledExceptionBus.ofType(RangeError))
        .subscribe((info) => told.push(info.exception));
      exceptions.publish({ exception: new RangeError('own'), cause: new Noted(2) });
      subscription.unsubscribe();
      expect(told).toEqual(['no', new RangeError('own')]);
    });

    it("leaves none of that handler's writes", async () => {
      on.noted = async ({ n }, tools) => {
        await tools.add(n);
        if (n === 1) throw new Error('no');
      };
      await stage.run(({ events }) => events.publishAll([new Noted(1), new Noted(2)]));
      await stage.until(async () => expect(await stage.tools.rows()).toEqual([2]));
    });
  });
});
