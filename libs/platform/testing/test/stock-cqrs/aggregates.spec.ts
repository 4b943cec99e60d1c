import { describeTopologies } from '@multilith/testing';
import { beforeEach, expect, it } from 'vitest';
import { Bell, Noted, on, Rang, type Tools } from './stage-context.js';
import { stageFor } from './stage.js';

describeTopologies('AggregateRoot and EventPublisher', (topology) => {
  const stage = stageFor(topology);
  const noted: number[] = [];
  let before: number;
  beforeEach(async () => {
    noted.length = 0;
    on.noted = ({ n }) => void noted.push(n);
    before = (await stage.context.published(Rang)).length;
  });
  const published = async (): Promise<number[]> =>
    (await stage.context.published(Rang)).slice(before).map(({ n }) => n);

  it.each<[how: string, make: (tools: Tools) => Bell]>([
    ['mergeObjectContext', ({ publisher }) => publisher.mergeObjectContext(new Bell())],
    ['mergeClassContext', ({ publisher }) => new (publisher.mergeClassContext(Bell))()],
  ])('%s, apply, commit: publish both kinds with the transaction', async (_how, make) => {
    await stage.run((tools) => {
      const bell = make(tools);
      bell.ring(1);
      expect(bell.rings).toBe(1);
      expect(bell.getUncommittedEvents()).toHaveLength(2);
      bell.commit();
      expect(bell.getUncommittedEvents()).toHaveLength(0);
    });
    await stage.until(() => expect(noted).toEqual([1]));
    expect(await published()).toEqual([1]);
  });

  it('commit: publishes nothing if the command is rolled back', async () => {
    const failing = stage.run(({ publisher }) => {
      const bell = publisher.mergeObjectContext(new Bell());
      bell.ring(1);
      bell.commit();
      throw new Error('fails');
    });
    await expect(failing).rejects.toThrow();
    expect(await published()).toEqual([]);
    expect(noted).toEqual([]);
  });

  it('autoCommit, publish, publishAll: publish at once, with the transaction', async () => {
    await stage.run(({ publisher }) => {
      const bell = publisher.mergeObjectContext(new Bell());
      bell.autoCommit = true;
      bell.ring(1);
      bell.publish(new Rang({ n: 2 }));
      bell.publishAll([new Rang({ n: 3 }), new Noted(4)]);
    });
    await stage.until(() => expect(noted).toEqual([1, 4]));
    expect(await published()).toEqual([1, 2, 3]);
  });

  it('uncommit and loadFromHistory: publish nothing', async () => {
    await stage.run(({ publisher }) => {
      const bell = publisher.mergeObjectContext(new Bell());
      bell.ring(1);
      bell.uncommit();
      bell.loadFromHistory([new Rang({ n: 5 }), new Rang({ n: 6 })]);
      expect(bell.rings).toBe(3);
      bell.commit();
    });
    expect(await published()).toEqual([]);
  });

  it('commit: is refused if no publisher was merged, because the stock class would lose the events', async () => {
    const refusals: unknown[] = [];
    await stage.run(() => {
      const bell = new Bell();
      bell.commit();
      bell.ring(1);
      for (const lose of [() => bell.commit(), () => bell.publish(new Noted(1)), () => bell.publishAll([new Noted(1)])])
        try {
          lose();
        } catch (error) {
          refusals.push((error as { code: string }).code);
        }
      expect(bell.getUncommittedEvents()).toHaveLength(2);
    });
    expect(new Set(refusals)).toEqual(new Set(['AGGREGATE_NOT_MERGED']));
  });
});
