import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describeTopologies, testContext } from '@multilith/testing';
import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ask, Do, Entry, on, Rang, tillModule, type Tools } from './till.js';

let held: EntityManager | undefined;

/** Late work, by the API that it uses. */
const work: Record<string, (tools: Tools) => unknown> = {
  'DataSource.query': ({ data }) => data.query(`INSERT INTO entry (text) VALUES ('late')`),
  'Repository.save': ({ entries }) => entries.save({ text: 'late' }),
  'Repository.find': ({ entries }) => entries.find(),
  'a query builder': ({ entries }) => entries.createQueryBuilder().insert().values({ text: 'late' }).execute(),
  'EntityManager.save': ({ data }) => data.manager.save(Entry, { text: 'late' }),
  'EntityManager.transaction': ({ data }) => data.transaction((manager) => manager.save(Entry, { text: 'late' })),
  'the manager of a transaction that has ended': () =>
    held!.transaction((manager) => manager.save(Entry, { text: 'late' })),
  'a statement through that manager': () => held!.query('SELECT 1'),
  'a query runner': async ({ data }) => {
    const runner = data.createQueryRunner();
    try {
      await runner.startTransaction();
    } finally {
      await runner.release();
    }
  },
  'a stream': ({ data }) => data.createQueryRunner().stream('SELECT 1'),
  'EventBus.publish': ({ events }) => events.publish(new Rang({ bell: 'late' })),
  'EventBus.publishAll': ({ events }) => events.publishAll([new Rang({ bell: 'late' })]),
  'a command': ({ commands }) => commands.execute(new Do({ what: 'late' })),
  'a query': ({ queries }) => queries.execute(new Ask({ what: 'late' })),
};

/** Ways to leave work behind. Each starts the work once the handler has ended. */
const ways: Record<string, (ended: Promise<void>, late: () => unknown) => void> = {
  'a forgotten await': (ended, late) =>
    void (async () => {
      await ended;
      await late();
    })(),
  'a chain with then': (ended, late) => void ended.then(() => late()).then(() => 'never'),
  'a wrapped error': (ended, late) =>
    void ended
      .then(() => late())
      .catch((cause: unknown) => {
        throw new Error('the audit failed', { cause });
      }),
  'Promise.any': (ended, late) => void ended.then(() => Promise.any([late(), Promise.resolve().then(() => late())])),
  setTimeout: (ended, late) => void ended.then(() => setTimeout(late, 1)),
  setImmediate: (ended, late) => void ended.then(() => setImmediate(late)),
  queueMicrotask: (ended, late) => void ended.then(() => queueMicrotask(() => late())),
  'process.nextTick': (ended, late) => void ended.then(() => process.nextTick(late)),
  'an EventEmitter': (ended, late) => {
    const emitter = new EventEmitter().on('ended', late);
    void ended.then(() => setImmediate(() => emitter.emit('ended')));
  },
};

const endings = ['unhandledRejection', 'uncaughtException'] as const;
const stray: unknown[] = [];
const others = new Map<string, NodeJS.UncaughtExceptionListener[]>();
let logged: string[] = [];

beforeEach(() => {
  // Without listeners, like a process in which Node would end it.
  for (const event of endings) {
    others.set(event, process.listeners(event as 'uncaughtException'));
    process.removeAllListeners(event).on(event, (error: unknown) => void stray.push(error));
  }
  logged = [];
  vi.spyOn(Logger.prototype, 'error').mockImplementation((...lines: unknown[]) => void logged.push(lines.join('\n')));
});
afterEach(() => {
  for (const event of endings) {
    process.removeAllListeners(event);
    for (const listener of others.get(event) ?? []) process.on(event, listener);
  }
  vi.restoreAllMocks();
  stray.length = 0;
});

describeTopologies('work that runs after its handler has ended', (topology) => {
  const context = testContext({ topology, module: tillModule() });

  /** Runs a handler that leaves work behind, and returns once that work has been refused. */
  async function leave(handler: 'do' | 'ask' | 'rang', way: string, late: (tools: Tools) => unknown): Promise<void> {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let isLeft = false;
    const leaving = async (tools: Tools, what: unknown): Promise<void> => {
      if (what === 'late' || isLeft) return;
      isLeft = true;
      await tools.data.transaction(async (manager) => void (held = manager));
      ways[way]!(ended, () => late(tools));
    };
    on.do = handler === 'do' ? leaving : ({ events }) => events.publish(new Rang({ bell: 'now' }));
    on.ask = handler === 'ask' ? leaving : () => '';
    on.rang = handler === 'rang' ? leaving : () => '';
    await (handler === 'ask' ? context.execute(new Ask({ what: '' })) : context.execute(new Do({ what: '' })));
    await context.settled();
    end();
    await expect.poll(() => logged.join('\n'), { timeout: 10_000 }).toContain('LATE_WRITE');
    // Node checks for unhandled rejections once the microtasks of a turn are done.
    await sleep(20);
  }

  describe.each(Object.keys(work))('%s', (what) => {
    const everyWay = ['Repository.save', 'EventBus.publish', 'a command'].includes(what);
    it.each(Object.keys(ways).slice(0, everyWay ? undefined : 1))(
      'in %s is refused and logged, and the process goes on',
      async (way) => {
        await leave('do', way, work[what]!);
        expect(stray).toEqual([]);
        expect(logged.join('\n')).toMatch(/LATE_WRITE: till\.Do of 'till'.*after it had ended/);
        // The other work switches tasks in TypeORM before it requests a connection.
        if (way === 'a forgotten await') expect(logged.join('\n')).toContain('late-work.spec.ts');
        expect(await context.dataSource.getRepository(Entry).countBy({ text: 'late' })).toBe(0);
      },
    );

    it.each(['ask', 'rang'] as const)('of on.%s too', async (handler) => {
      await leave(handler, 'a forgotten await', work[what]!);
      expect(stray).toEqual([]);
      expect(logged.join('\n')).toMatch(handler === 'ask' ? /till\.Ask of 'till'/ : /till\.Rang of 'till'/);
      expect(await context.dataSource.getRepository(Entry).countBy({ text: 'late' })).toBe(0);
    });

    it('is an error that can be caught', async () => {
      let caught: unknown;
      await leave('do', 'a forgotten await', async (tools) => {
        try {
          await work[what]!(tools);
        } catch (error) {
          caught = error;
        }
      });
      expect(caught).toMatchObject({ code: 'LATE_WRITE' });
    });
  });

  it('is logged once, however often it is attempted', async () => {
    await leave('do', 'a forgotten await', async ({ data }) => {
      for (let tried = 0; tried < 5; tried++) await data.query('SELECT 1').catch(() => {});
    });
    expect(logged.filter((line) => line.includes('LATE_WRITE'))).toHaveLength(1);
  });

  it.each<[string, (tools: Tools) => unknown]>([
    ['STREAM_IN_TRANSACTION', ({ data }) => data.createQueryRunner().stream('SELECT 1')],
    ['TRANSACTION_CONTROL', ({ data }) => data.query('COMMIT')],
    ['DATA_SOURCE_MANAGED', ({ data }) => data.destroy()],
  ])('%s of a floating promise is logged too', async (code, forget) => {
    on.do = async (tools) => {
      void forget(tools);
      await sleep(20);
    };
    await context.execute(new Do({ what: '' }));
    expect(stray).toEqual([]);
    expect(logged.join('\n')).toContain(`${code}: till.Do of 'till' did not await`);
  });

  it('does not change other errors', async () => {
    process.emit('unhandledRejection', new Error('of the module'), Promise.resolve());
    expect(stray).toMatchObject([{ message: 'of the module' }]);
  });
});
