import { describeTopologies, testContext } from '@multilith/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asUsual, Do, DoPrivately, fail, on, Rang, Refused, TillModule, write, type Tools } from './till.js';

describeTopologies('a command to the own context that fails and is caught', (topology) => {
  const context = testContext({ topology, module: TillModule });
  const rows = async (): Promise<string[]> =>
    (await context.dataSource.query('SELECT text FROM entry ORDER BY text')).map(({ text }: { text: string }) => text);
  const bells = async (): Promise<string[]> => (await context.published(Rang)).map(({ bell }) => bell);
  const sendCaught = (tools: Tools, what: string, key?: string): Promise<unknown> =>
    tools.commands
      .execute(new Do({ what }, key === undefined ? {} : { idempotencyKey: key }))
      .catch((error: unknown) => error);
  /** Steps by the `what` of a command; commands without a step only answer. */
  const doing = (steps: Record<string, (tools: Tools) => unknown>): void => {
    on.do = async (tools, what) => {
      await steps[what]?.(tools);
      return { text: what };
    };
  };

  beforeEach(async () => {
    await context.settled();
    await context.dataSource.query('DELETE FROM entry');
    await context.dataSource.query('DELETE FROM idempotency_record');
  });
  afterEach(asUsual);

  it('leaves neither rows nor events, and its caller continues', async () => {
    const before = await bells();
    doing({
      outer: async (tools) => {
        await write(tools, 'before');
        tools.events.publish(new Rang({ bell: 'before' }));
        await sendCaught(tools, 'inner');
        await write(tools, 'after');
        tools.events.publish(new Rang({ bell: 'after' }));
      },
      inner: async (tools) => {
        await write(tools, 'half');
        tools.events.publish(new Rang({ bell: 'half' }));
        fail();
      },
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(await rows()).toEqual(['after', 'before']);
    expect((await bells()).slice(before.length)).toEqual(['before', 'after']);
  });

  it('leaves nothing as a private command either, nor with a contract error', async () => {
    on.doPrivately = async (tools) => {
      await write(tools, 'half');
      throw new Refused();
    };
    doing({ outer: ({ commands }) => commands.execute(new DoPrivately('inner')).catch(() => undefined) });
    await context.execute(new Do({ what: 'outer' }));
    expect(await rows()).toEqual([]);
  });

  it('leaves nothing if an event handler sent it', async () => {
    on.rang = async (tools, bell) => {
      if (bell !== 'from an event') return;
      await write(tools, 'by the event handler');
      await sendCaught(tools, 'inner');
    };
    doing({
      ring: ({ events }) => events.publish(new Rang({ bell: 'from an event' })),
      inner: async (tools) => {
        await write(tools, 'half');
        tools.events.publish(new Rang({ bell: 'half of the event handler' }));
        fail();
      },
    });
    await context.execute(new Do({ what: 'ring' }));
    await context.settled();
    expect(await rows()).toEqual(['by the event handler']);
    expect(await bells()).not.toContain('half of the event handler');
  });

  it('undoes commands inside it, and nothing around it, three levels deep', async () => {
    doing({
      outer: async (tools) => {
        await sendCaught(tools, 'one');
        await write(tools, 'outer');
      },
      one: async (tools) => {
        await sendCaught(tools, 'two');
        await write(tools, 'one');
      },
      two: async (tools) => {
        await sendCaught(tools, 'three');
        await write(tools, 'two');
        fail();
      },
      three: (tools) => write(tools, 'three'),
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(await rows()).toEqual(['one', 'outer']);
  });

  it('does not abort the transaction with a database error', async () => {
    const errors: unknown[] = [];
    doing({
      outer: async (tools) => {
        await write(tools, 'once');
        errors.push(await sendCaught(tools, 'twice'));
        errors.push(await sendCaught(tools, 'reads only'));
        await write(tools, 'after');
      },
      twice: (tools) => write(tools, 'once'),
      'reads only': ({ data }) => data.query('SELECT 1/0'),
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(errors.slice(-2)).toMatchObject([{ code: '23505' }, { code: '22012' }]);
    expect(await rows()).toEqual(['after', 'once']);
  });

  it('fails if it swallowed a database error, as it would alone', async () => {
    let error: unknown;
    doing({
      outer: async (tools) => {
        error = await sendCaught(tools, 'swallows');
        await write(tools, 'after');
      },
      swallows: async (tools) => {
        await write(tools, 'half');
        await write(tools, 'half').catch(() => {});
      },
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(error).toMatchObject({ code: 'TRANSACTION_ABORTED' });
    expect(await rows()).toEqual(['after']);
  });

  it('rolls back the record of its key: the same key may run again, in this transaction and later', async () => {
    let runs = 0;
    const outcomes: unknown[] = [];
    doing({
      outer: async (tools) => {
        runs = 0;
        outcomes.length = 0;
        for (let i = 0; i < 3; i++) outcomes.push(await sendCaught(tools, 'inner', 'k'));
      },
      inner: async (tools) => {
        runs++;
        await write(tools, `run ${runs}`);
        if (runs === 1) throw new Refused();
      },
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(outcomes).toEqual([expect.any(Refused), { text: 'inner' }, { text: 'inner' }]);
    expect(await rows()).toEqual(['run 2']);
    await expect(context.execute(new Do({ what: 'inner' }, { idempotencyKey: 'k' }))).resolves.toEqual({
      text: 'inner',
    });
    expect(await rows()).toEqual(['run 2']);
  });

  it('keeps the answer of a key that was used again inside a failed command', async () => {
    doing({
      outer: async (tools) => {
        await sendCaught(tools, 'keyed', 'k');
        await sendCaught(tools, 'asks again');
      },
      'asks again': async (tools) => {
        await sendCaught(tools, 'keyed', 'k');
        fail();
      },
    });
    await context.execute(new Do({ what: 'outer' }));
    await expect(context.execute(new Do({ what: 'keyed' }, { idempotencyKey: 'k' }))).resolves.toEqual({
      text: 'keyed',
    });
    const records = await context.dataSource.query(`SELECT answer FROM idempotency_record WHERE key = 'k'`);
    expect(records).toEqual([{ answer: { text: 'keyed' } }]);
  });

  it('does not undo concurrent siblings, whichever of them fails', async () => {
    for (const failing of ['a', 'b', 'c']) {
      const step = (name: string) => async (tools: Tools) => {
        await write(tools, `${failing} ${name} 1`);
        await tools.data.query('SELECT pg_sleep(0.005)');
        await write(tools, `${failing} ${name} 2`);
        if (name === failing) fail();
      };
      doing({
        outer: (tools) =>
          Promise.all([
            ...['a', 'b', 'c'].map((name) => sendCaught(tools, name)),
            write(tools, `${failing} own`),
            tools.data.query('SELECT text FROM entry'),
          ]),
        a: step('a'),
        b: step('b'),
        c: step('c'),
      });
      await context.execute(new Do({ what: 'outer' }));
      const kept = ['a', 'b', 'c'].filter((name) => name !== failing);
      const expected = [...kept.flatMap((name) => [`${failing} ${name} 1`, `${failing} ${name} 2`]), `${failing} own`];
      expect((await rows()).filter((text) => text.startsWith(failing))).toEqual(expected);
    }
  });

  it('undoes its own nested transactions, and is undone by an outer one', async () => {
    doing({
      outer: async (tools) => {
        await sendCaught(tools, 'nests');
        await tools.data
          .transaction(async (manager) => {
            await manager.query(`INSERT INTO entry (text) VALUES ('around')`);
            await sendCaught(tools, 'succeeds');
            fail();
          })
          .catch(() => {});
        await tools.data.transaction(async () => {
          await sendCaught(tools, 'nests');
          await write(tools, 'kept');
        });
      },
      nests: async (tools) => {
        await tools.data.transaction(() => write(tools, 'nested'));
        const runner = tools.data.createQueryRunner();
        await runner.startTransaction();
        await runner.query(`INSERT INTO entry (text) VALUES ('by hand')`);
        fail();
      },
      succeeds: (tools) => write(tools, 'inside'),
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(await rows()).toEqual(['kept']);
  });

  it('cannot save a transaction after a deadlock or serialization failure: the whole transaction is retried', async () => {
    for (const code of ['40P01', '40001']) {
      let fights = 2;
      let begun = 0;
      doing({
        outer: async (tools) => {
          begun++;
          await write(tools, `outer ${code}`);
          await sendCaught(tools, 'fights');
          await write(tools, `after ${code}`).catch(() => {});
        },
        fights: async ({ data }) => {
          if (fights-- > 0) await data.query(`DO $$ BEGIN RAISE EXCEPTION 'fight' USING ERRCODE = '${code}'; END $$`);
        },
      });
      await context.execute(new Do({ what: 'outer' }));
      expect(begun).toBe(topology === 'wire' ? 4 : 3);
      expect((await rows()).filter((text) => text.endsWith(code))).toEqual([`after ${code}`, `outer ${code}`]);
    }
  });

  it('that failed with a deadlock does not count as a failure of the event', async () => {
    let fights = 7;
    on.rang = async (tools, bell) => {
      if (bell !== 'fight') return;
      await sendCaught(tools, 'fights');
      await write(tools, 'after the fight');
      fail();
    };
    doing({
      ring: ({ events }) => events.publish(new Rang({ bell: 'fight' })),
      fights: async ({ data }) => {
        if (fights-- > 0) await data.query(`DO $$ BEGIN RAISE EXCEPTION 'fight' USING ERRCODE = '40P01'; END $$`);
        on.rang = (tools) => write(tools, 'won');
      },
    });
    await context.execute(new Do({ what: 'ring' }));
    await context.settled();
    expect(await rows()).toEqual(['won']);
  });

  it('may find locked rows: its caller continues', async () => {
    let error: unknown;
    doing({
      outer: async (tools) => {
        error = await sendCaught(tools, 'finds them busy');
        await write(tools, 'after');
      },
      'finds them busy': ({ data }) => data.query(`DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$`),
    });
    await context.execute(new Do({ what: 'outer' }));
    expect(error).toMatchObject({ code: '55P03' });
    expect(await rows()).toEqual(['after']);
  });
});
