import { Inject, Injectable, Logger } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { describeTopologies, testContext } from '@multilith/testing';
import {
  DataSource,
  EventSubscriber,
  Repository,
  type EntitySubscriberInterface,
  type InsertEvent,
  type TransactionCommitEvent,
  type TransactionRollbackEvent,
  type TransactionStartEvent,
} from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ask, Do, Entry, on, Rang, tillModule } from './till.js';

type Hook =
  | 'beforeTransactionStart'
  | 'afterTransactionStart'
  | 'beforeTransactionCommit'
  | 'afterTransactionCommit'
  | 'beforeTransactionRollback'
  | 'afterTransactionRollback';
type HookEvent = TransactionStartEvent | TransactionCommitEvent | TransactionRollbackEvent;

let heard: string[] = [];
let act: Partial<Record<Hook, (event: HookEvent, subscriber: Auditor) => unknown>> = {};
let errors: string[] = [];
beforeEach(() => {
  [heard, act, errors] = [[], {}, []];
  vi.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
  on.rang = () => undefined;
});
afterEach(() => void vi.restoreAllMocks());

@EventSubscriber()
@Injectable()
class Auditor implements EntitySubscriberInterface<Entry> {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    @Inject('EntryRepository') readonly entries: Repository<Entry>,
  ) {}
  listenTo(): typeof Entry {
    return Entry;
  }
  async #hear(hook: Hook, event: HookEvent): Promise<void> {
    heard.push(hook);
    await act[hook]?.(event, this);
  }
  afterInsert({ entity, queryRunner }: InsertEvent<Entry>): void {
    heard.push(`inserted ${entity?.text}`);
    const { data } = queryRunner;
    data['inserted'] = [...((data['inserted'] as string[] | undefined) ?? []), entity?.text];
  }
  beforeTransactionStart = (event: TransactionStartEvent) => this.#hear('beforeTransactionStart', event);
  afterTransactionStart = (event: TransactionStartEvent) => this.#hear('afterTransactionStart', event);
  beforeTransactionCommit = (event: TransactionCommitEvent) => this.#hear('beforeTransactionCommit', event);
  afterTransactionCommit = (event: TransactionCommitEvent) => this.#hear('afterTransactionCommit', event);
  beforeTransactionRollback = (event: TransactionRollbackEvent) => this.#hear('beforeTransactionRollback', event);
  afterTransactionRollback = (event: TransactionRollbackEvent) => this.#hear('afterTransactionRollback', event);
}

describeTopologies('the transaction hooks of a subscriber', (topology) => {
  const context = testContext({ topology, module: tillModule({ subscribers: [Auditor] }) });
  const run = (what = ''): Promise<unknown> => context.execute(new Do({ what }));
  /** The calls during the committed run; `wire` rehearses each command with a rollback first. */
  const ofTheRun = (): string[] => {
    const lines = heard.filter((line) => !line.startsWith('inserted'));
    return topology === 'wire' ? lines.slice(lines.indexOf('afterTransactionRollback') + 1) : lines;
  };
  const count = (text: string): Promise<number> => context.dataSource.getRepository(Entry).countBy({ text });

  it('are called around a command that succeeds', async () => {
    on.do = ({ entries }) => entries.save({ text: 'works' });
    await run();
    expect(ofTheRun()).toEqual([
      'beforeTransactionStart',
      'afterTransactionStart',
      'beforeTransactionCommit',
      'afterTransactionCommit',
    ]);
  });

  it('are called around a command that fails', async () => {
    on.do = async ({ entries }) => {
      await entries.save({ text: 'fails' });
      throw new Error('refused');
    };
    await run().catch(() => {});
    expect(heard.slice(0, 2)).toEqual(['beforeTransactionStart', 'afterTransactionStart']);
    expect(heard.slice(-2)).toEqual(['beforeTransactionRollback', 'afterTransactionRollback']);
    expect(heard).not.toContain('afterTransactionCommit');
  });

  it('are not called if nothing was stored', async () => {
    on.do = () => '';
    await run();
    expect(heard.filter((line) => line.startsWith('before'))).toEqual([]);
  });

  it('are called for events alone, and around an event handler', async () => {
    on.do = ({ events }) => events.publish(new Rang({ bell: 'a' }));
    on.rang = ({ entries }) => entries.save({ text: 'rang' });
    await run();
    await context.settled();
    await expect.poll(() => heard.filter((line) => line === 'afterTransactionCommit')).toHaveLength(2);
    expect(heard).toContain('inserted rang');
  });

  it('see the committed data after a commit, also from another connection', async () => {
    const seen: number[] = [];
    on.do = ({ data }) => data.transaction((manager) => manager.save(Entry, { text: 'seen' }));
    act.afterTransactionCommit = async ({ manager, queryRunner }, { entries }) => {
      seen.push(await manager.countBy(Entry, { text: 'seen' }), await entries.countBy({ text: 'seen' }));
      expect(queryRunner.isTransactionActive).toBe(false);
    };
    await run();
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(errors).toEqual([]);
  });

  it('can write in the transaction before its commit', async () => {
    on.do = ({ entries }) => entries.save({ text: 'order' });
    act.beforeTransactionCommit = async ({ manager }, { entries, events }) => {
      await manager.insert(Entry, { text: 'audit by manager' });
      await entries.insert({ text: 'audit by repository' });
      events.publish(new Rang({ bell: 'audited' }));
      act = {};
    };
    await run();
    expect([await count('audit by manager'), await count('audit by repository')]).toEqual([1, 1]);
    expect(await context.published(Rang)).toContainEqual(new Rang({ bell: 'audited' }));
    await context.settled();
  });

  it('run before the first statement of the handler after the start', async () => {
    on.do = async ({ data }) => (await data.query(`SELECT current_setting('till.person', true) AS person`))[0].person;
    act.afterTransactionStart = ({ queryRunner }) => queryRunner.query(`SET LOCAL till.person = 'ada'`);
    expect(await run()).toEqual({ text: 'ada' });
  });

  it('run first after the start also for concurrent statements, and for SERIALIZABLE', async () => {
    const user = `SELECT current_setting('till.person', true) AS person, current_setting('transaction_isolation') AS level`;
    act.afterTransactionStart = ({ queryRunner }) => queryRunner.query(`SET LOCAL till.person = 'ada'`);
    on.do = async ({ data }) => {
      const rows = await Promise.all([data.query(user), data.query(user), data.query(user)]);
      return rows.map(([row]) => row.person).join();
    };
    expect(await run()).toEqual({ text: 'ada,ada,ada' });
    on.do = ({ data }) =>
      data.transaction('SERIALIZABLE', async (manager) => Object.values((await manager.query(user))[0]).join());
    expect(await run()).toEqual({ text: 'ada,serializable' });
  });

  it('share queryRunner.data', async () => {
    let kept: unknown;
    on.do = async ({ entries, data }) => {
      await entries.save({ text: 'one' });
      await data.manager.save(Entry, { text: 'two' });
    };
    act.afterTransactionCommit = ({ queryRunner }) => (kept = queryRunner.data['inserted']);
    await run();
    expect(kept).toEqual(['one', 'two']);
  });

  it('that throw before the commit prevent it', async () => {
    on.do = ({ entries }) => entries.save({ text: 'vetoed' });
    act.beforeTransactionCommit = () => {
      throw new Error('veto');
    };
    await expect(run()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await count('vetoed')).toBe(0);
    expect(heard).toContain('afterTransactionRollback');
  });

  it('that throw at the start fail the handler', async () => {
    on.do = ({ entries }) => entries.save({ text: 'vetoed' });
    act.beforeTransactionStart = () => {
      throw new Error('veto');
    };
    await expect(run()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await count('vetoed')).toBe(0);
  });

  it('that throw after the commit are logged, and the command succeeds', async () => {
    on.do = ({ entries }) => entries.save({ text: 'cached' });
    act.afterTransactionCommit = () => {
      throw new Error('the cache is away');
    };
    await run();
    expect(await count('cached')).toBe(1);
    expect(errors.join()).toContain('the cache is away');
  });

  it('leave no connection behind after a commit, and are responsible for work that they leave running', async () => {
    on.do = ({ entries }) => entries.save({ text: 'busy' });
    act.afterTransactionCommit = ({ queryRunner }) => queryRunner.query('SELECT 1');
    for (let n = 0; n < 50; n++) await run();
    expect(errors).toEqual([]);
  });

  describe('of a nested transaction', () => {
    it('are called as in TypeORM, with the commit announced once the outer transaction commits', async () => {
      on.do = async ({ data }) => {
        await data.transaction((manager) => manager.save(Entry, { text: 'nested' }));
        heard.push('end of the handler');
      };
      await run();
      expect(ofTheRun()).toEqual([
        'beforeTransactionStart',
        'afterTransactionStart',
        'beforeTransactionStart',
        'afterTransactionStart',
        'beforeTransactionCommit',
        'end of the handler',
        'beforeTransactionCommit',
        'afterTransactionCommit',
        'afterTransactionCommit',
      ]);
    });

    it('that fails are called at once', async () => {
      on.do = async ({ data, entries }) => {
        await data
          .transaction(async (manager) => {
            await manager.save(Entry, { text: 'undone' });
            throw new Error('refused');
          })
          .catch(() => heard.push('caught'));
        await entries.save({ text: 'goes on' });
      };
      await run();
      expect(heard.filter((line) => !line.startsWith('inserted')).slice(-9)).toEqual([
        'beforeTransactionStart',
        'afterTransactionStart',
        'beforeTransactionStart',
        'afterTransactionStart',
        'beforeTransactionRollback',
        'afterTransactionRollback',
        'caught',
        'beforeTransactionCommit',
        'afterTransactionCommit',
      ]);
    });

    it('on a query runner driven by hand are called too', async () => {
      on.do = async ({ data }) => {
        const runner = data.createQueryRunner();
        await runner.startTransaction();
        await runner.manager.save(Entry, { text: 'by hand' });
        await runner.commitTransaction();
        await runner.startTransaction();
        await runner.rollbackTransaction();
        await runner.release();
      };
      await run();
      const lines = heard.join();
      expect(lines.match(/afterTransactionCommit/g)).toHaveLength(2);
      expect(lines).toMatch(/beforeTransactionRollback,afterTransactionRollback,beforeTransactionCommit/);
    });

    it('whose command fails announce no commit', async () => {
      on.do = async ({ data, commands, entries }, what) => {
        if (what === 'inner') {
          await data.transaction((manager) => manager.save(Entry, { text: 'inner' }));
          throw new Error('refused');
        }
        await entries.save({ text: 'outer' });
        await commands.execute(new Do({ what: 'inner' })).catch(() => {});
      };
      await run();
      expect(heard.filter((line) => line === 'afterTransactionCommit')).toHaveLength(1);
      expect(await count('inner')).toBe(0);
    });
  });

  it('are not called for a query', async () => {
    on.ask = ({ entries }) => entries.find();
    await context.execute(new Ask({ what: '' }));
    expect(heard).toEqual([]);
  });
});

describeTopologies('a subscriber that a handler adds itself', (topology) => {
  const context = testContext({ topology, module: tillModule() });

  it('is notified of the commit or rollback of that handler', async () => {
    const listener = {
      afterTransactionCommit: () => void heard.push('commit'),
      afterTransactionRollback: () => void heard.push('rollback'),
    };
    on.do = async ({ data }, what) => {
      if (!data.subscribers.includes(listener)) data.subscribers.push(listener);
      await data.transaction((manager) => manager.query(`INSERT INTO entry (text) VALUES ('x')`));
      if (what === 'fails') throw new Error('fails');
    };
    await context.execute(new Do({ what: 'works' }));
    await context.execute(new Do({ what: 'fails' })).catch(() => undefined);
    expect(heard).toEqual(expect.arrayContaining(['commit', 'rollback']));
  });
});
