import { PermanentFailure } from '@multilith/contract';
import { describeTopologies, testContext } from '@multilith/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Do, on, Rang, TillModule } from './till-context.js';

interface ParkedRow {
  readonly key: string;
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string;
}

const throwing = (): never => {
  throw new Error('in the getter');
};
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const circular = (): object => {
  const value: Record<string, unknown> = { reason: 'full circle' };
  value['self'] = value;
  return value;
};
const fields = (more: object): Error => Object.assign(new Error('plain'), more);

/** What is thrown, and what must be shown of it. */
const ODD: Record<string, [thrown: () => unknown, shown: string]> = {
  'a string': [() => 'out of paint', 'out of paint'],
  'a number': [() => 42, '42'],
  undefined: [() => undefined, 'undefined'],
  null: [() => null, 'null'],
  'a symbol': [() => Symbol('sign'), 'Symbol(sign)'],
  'a function': [() => function broken() {}, 'broken'],
  'an object': [() => ({ reason: 'full' }), 'full'],
  'a circular object': [circular, 'full circle'],
  'a list as message': [() => fields({ statusCode: 400, message: ['name must be a string'] }), 'name must be a string'],
  'an object as message': [() => fields({ message: { field: 'name' } }), 'name'],
  'no message': [() => fields({ message: undefined }), 'Error'],
  'a NUL in the message': [() => new Error('bad byte \0 at 7'), 'bad byte'],
  'half of a surrogate pair': [() => new Error('half \ud83d of it'), 'half'],
  'a message that throws': [() => Object.defineProperty(new Error('x'), 'message', { get: throwing }), 'Error'],
  'a code that throws': [() => Object.defineProperty(new Error('seen'), 'code', { get: throwing }), 'seen'],
  'a cause that throws': [() => Object.defineProperty(new Error('seen'), 'cause', { get: throwing }), 'seen'],
  'a name that is no text': [() => fields({ name: { toString: throwing } }), 'plain'],
  'a code that is no text': [() => fields({ code: Symbol('x') }), 'plain'],
  'a frozen error': [() => Object.freeze(new Error('cold')), 'cold'],
  'a revoked proxy': [revoked, ''],
  'a proxy whose traps throw': [
    () => new Proxy(new Error('x'), { get: throwing, has: throwing, getPrototypeOf: throwing, ownKeys: throwing }),
    '',
  ],
  megabytes: [() => new Error('m'.repeat(20_000_000)), 'mmm'],
  'a chain of causes': [() => new Error('outer', { cause: new Error('inner') }), 'inner'],
  'its own cause': [
    () => {
      const error = new Error('turns in circles');
      error.cause = error;
      return error;
    },
    'turns in circles',
  ],
  'an aggregate': [() => new AggregateError([new Error('one of them')], 'all'), 'one of them'],
  'a thenable': [
    () =>
      Object.fromEntries([
        ['then', throwing],
        ['reason', 'later'],
      ] as const),
    'later',
  ],
  'a thing without a primitive form': [() => ({ reason: 'solid', [Symbol.toPrimitive]: throwing }), 'solid'],
  'the text of a lost connection': [() => new Error('Connection terminated unexpectedly'), 'Connection terminated'],
  'the code of a server that is down': [() => fields({ code: '57P01' }), '57P01'],
  'the code of a deadlock elsewhere': [() => fields({ code: '40P01' }), '40P01'],
};

describeTopologies('an event handler that throws', (topology) => {
  const context = testContext({ topology, module: TillModule });
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(() => void process.off('unhandledRejection', note));
  afterEach(() => void (on.rang = () => undefined));

  const parked = (): Promise<ParkedRow[]> =>
    context.dataSource.query(`SELECT key, status, attempts, last_error FROM parked_event WHERE status = 'parked'`);
  const publish = async (...bells: string[]): Promise<void> => {
    on.do = ({ events }) => events.publishAll(bells.map((bell, n) => new Rang({ bell, n })));
    await context.execute(new Do({ what: 'publish' }));
  };

  it(
    'any value has failed, is parked with its text, and does not block other events',
    { timeout: 120_000 },
    async () => {
      const heard = new Set<string>();
      on.rang = ({ bell }) => {
        if (ODD[bell]) throw ODD[bell][0]();
        heard.add(bell);
      };
      // Enough events to have some in every lane, behind the failing ones.
      const others = Array.from({ length: 200 }, (_, n) => `k${n}`);
      await publish(...Object.keys(ODD), ...others);
      await vi.waitFor(() => expect(heard.size).toBe(others.length), { timeout: 60_000 });
      await vi.waitFor(async () => expect(await parked()).toHaveLength(Object.keys(ODD).length), { timeout: 60_000 });
      for (const { key, attempts, last_error } of await parked()) {
        expect([key, attempts]).toEqual([key, 5]);
        expect(last_error, key).toContain(ODD[key]![1]);
        expect(last_error, key).not.toContain('connection ended');
        expect(last_error.length, key).toBeLessThanOrEqual(1_000);
      }
      expect(unhandled).toEqual([]);
    },
  );

  describe('a permanent error', () => {
    class Unwell extends Error {
      readonly code = 'PERMANENT_FAILURE';
    }
    it.each<[what: string, fail: (tools: Parameters<typeof on.rang>[1]) => unknown, shown: string]>([
      [
        'a PermanentFailure',
        () => {
          throw new PermanentFailure('the mailbox is gone');
        },
        'the mailbox is gone',
      ],
      [
        'an error that it caused',
        () => {
          throw new Error('could not notify', { cause: new PermanentFailure('the mailbox is closed') });
        },
        'the mailbox is closed',
      ],
      [
        'an error of its own with that code',
        () => {
          throw new Unwell('never again');
        },
        'never again',
      ],
      ['a message that is not valid', () => new Rang({ bell: 'x', n: 'one' as never }), 'INVALID_MESSAGE'],
      [
        'a key that is too long',
        ({ events }) => events.publish(new Rang({ bell: 'x'.repeat(2_000), n: 1 })),
        'EVENT_KEY_TOO_LONG',
      ],
      ['a transaction of its own', ({ data }) => data.query('COMMIT'), 'TRANSACTION_CONTROL'],
      ['a command without a handler', ({ commands }) => commands.execute(new (class Lost {})()), 'No handler found'],
    ])('parks its event at the first attempt: %s', { timeout: 60_000 }, async (what, fail, shown) => {
      let attempts = 0;
      on.rang = async ({ bell }, tools) => {
        if (bell !== what) return;
        attempts++;
        await fail(tools);
      };
      await publish(what);
      await vi.waitFor(async () => expect((await parked()).map(({ key }) => key)).toContain(what), { timeout: 30_000 });
      const row = (await parked()).find(({ key }) => key === what)!;
      expect(row).toMatchObject({ attempts: 1, last_error: expect.stringContaining(shown) as string });
      expect(attempts).toBe(1);
    });
  });
});
