import { describeTopologies, testContext } from '@multilith/testing';
import { afterEach, expect, it } from 'vitest';
import { Ask, asUsual, Do, DoPrivately, on, TillModule, write } from './till.js';

const throwing = (property: string): Error =>
  Object.defineProperty(new Error('x'), property, {
    get: () => {
      throw new Error('in a getter');
    },
  });
const circular = (): object => {
  const error = new Error('in a circle');
  error.cause = error;
  return Object.assign(error, { self: error, driverError: error });
};
const refuseAll = (): ProxyHandler<object> =>
  new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('in a trap');
      },
    },
  );
const ODD: Record<string, () => unknown> = {
  'a string': () => 'out of paint',
  nothing: () => undefined,
  null: () => null,
  'a number': () => 0,
  'a symbol': () => Symbol('odd'),
  'an object': () => ({ statusCode: 400, message: ['name must be a string'] }),
  'an object without prototype': () => Object.create(null) as object,
  'a message that is a list': () => Object.assign(new Error(), { message: ['name must be a string'] }),
  'a message that is an object': () => Object.assign(new Error('x'), { message: { toString: undefined } }),
  'a NUL in the message': () => new Error('bad byte \0 at 7'),
  'a megabyte of message': () => new Error('x'.repeat(2_000_000)),
  'a message that throws when it is read': () => throwing('message'),
  'a code that throws when it is read': () => throwing('code'),
  'a cause that throws when it is read': () => throwing('cause'),
  'a stack that throws when it is read': () => throwing('stack'),
  'a code that is no text': () => Object.assign(new Error('x'), { code: { toString: null } }),
  'a circle': circular,
  'a frozen error': () => Object.freeze(new Error('cold')),
  'a Proxy whose traps throw': () => new Proxy({}, refuseAll()),
  'a Proxy of an error': () => new Proxy(new Error('x'), refuseAll()),
  'an error caused by a Proxy': () => new Error('x', { cause: new Proxy({}, refuseAll()) }),
  'a revoked Proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

describeTopologies('whatever a handler throws', (topology) => {
  const context = testContext({ topology, module: TillModule });
  afterEach(asUsual);

  it.each(Object.keys(ODD))('%s: the caller gets a failure with a code, and nothing is committed', async (what) => {
    const expected = { name: 'RemoteCallError', code: 'INTERNAL', mayHaveExecuted: false };
    on.do = async (tools) => {
      await write(tools, what);
      throw ODD[what]!();
    };
    on.ask = () => {
      throw ODD[what]!();
    };
    for (const options of [{}, { idempotencyKey: what }])
      await expect(context.execute(new Do({ what }, options)).catch(plainly)).resolves.toMatchObject(expected);
    await expect(context.execute(new Ask({ what })).catch(plainly)).resolves.toMatchObject(expected);
    expect(await context.dataSource.query('SELECT FROM entry WHERE text = $1', [what])).toEqual([]);
  });

  it.each(Object.keys(ODD))('%s: a caller in the same context catches the same value', async (what) => {
    const odd = ODD[what]!();
    on.doPrivately = async (tools) => {
      await write(tools, `half of ${what}`);
      throw odd;
    };
    let caught: unknown;
    on.do = async (tools) => {
      try {
        await tools.commands.execute(new DoPrivately(''));
      } catch (error) {
        caught = error;
      }
      await write(tools, `rest of ${what}`);
      return { text: '' };
    };
    await context.execute(new Do({ what }));
    expect(caught === odd).toBe(true);
    const rows = await context.dataSource.query('SELECT text FROM entry WHERE text LIKE $1', [`% of ${what}`]);
    expect(rows).toEqual([{ text: `rest of ${what}` }]);
  });
});

/** A printable part of a failure: vitest could not print some of the causes. */
function plainly(error: unknown): unknown {
  const { name, code, mayHaveExecuted, message } = error as Error & { code?: unknown; mayHaveExecuted?: unknown };
  return { name, code, mayHaveExecuted, message };
}
