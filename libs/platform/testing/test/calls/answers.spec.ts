import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { bytes, command, contract, contractError, query } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { describeTopologies, isBetweenHosts, testContext } from '@multilith/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';

/** A class made by a codec: it is sent as text, and two instances share nothing. */
class Label {
  constructor(public text: string) {}
}
const LabelCodec = z.codec(z.string(), z.instanceof(Label), {
  decode: (text) => new Label(text),
  encode: (label) => label.text,
});
const Line = z.object({ sku: z.string(), count: z.int().default(1) });
const Everything = z.object({
  text: z.string(),
  lines: z.array(Line),
  at: z.date(),
  amount: z.bigint(),
  content: bytes(),
  tags: z.record(z.string(), z.array(z.string())).optional(),
});
type Everything = z.output<typeof Everything>;
const WithDefaults = z.object({ shown: z.object({ tags: z.array(z.string()) }).default({ tags: ['new'] }) });
class Closed extends contractError('desk.Closed', {
  data: z.object({ until: z.date() }),
  message: 'The desk is closed.',
}) {}

class Do extends command('desk.Do', { input: z.object({ what: z.string() }), output: Everything, access: 'public' }) {}
class DoOnly extends command('desk.DoOnly', { input: z.object({ what: z.string() }), access: 'public' }) {}
class Ask extends query('desk.Ask', { input: z.object({}), output: Everything, access: 'public' }) {}
class AskLabels extends query('desk.AskLabels', {
  input: z.object({ of: LabelCodec, at: z.date(), content: bytes() }),
  output: z.array(LabelCodec),
  access: 'public',
}) {}
class Within extends command('desk.Within', { input: z.object({}), output: z.string(), access: 'public' }) {}
class AskDefaults extends query('desk.AskDefaults', {
  input: z.object({}),
  output: WithDefaults,
  errors: [Closed],
  access: 'public',
}) {}
class Peek {}
const desk = contract('desk', [Do, DoOnly, Ask, AskLabels, AskDefaults, Within]);

const right = (): Everything => ({
  text: 'right',
  lines: [{ sku: 'a', count: 2 }],
  at: new Date('2026-01-01T00:00:00Z'),
  amount: 7n,
  content: new Uint8Array([1, 2]),
});
let answer: () => unknown;
let within: (it: WithinHandler) => Promise<unknown>;
let onLabels: (message: AskLabels) => unknown;

@CommandHandler(Do)
class DoHandler {
  constructor(readonly data: DataSource) {}
  async execute({ what }: Do): Promise<unknown> {
    await this.data.query('INSERT INTO entry (text) VALUES ($1)', [what]);
    return answer();
  }
}
@CommandHandler(DoOnly)
class DoOnlyHandler {
  execute = async (): Promise<unknown> => ({ rows: 1 });
}
@QueryHandler(Ask)
class AskHandler {
  execute = async (): Promise<unknown> => answer();
}
@QueryHandler(AskLabels)
class AskLabelsHandler {
  execute = async (message: AskLabels): Promise<unknown> => onLabels(message);
}
@QueryHandler(AskDefaults)
class AskDefaultsHandler {
  execute = async (): Promise<unknown> => answer();
}
@QueryHandler(Peek)
class PeekHandler {
  execute = async (): Promise<unknown> => answer();
}
@CommandHandler(Within)
class WithinHandler {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  execute = (): Promise<unknown> => within(this);
}
class CreateEntries1700000000000 {
  up = (runner: QueryRunner): Promise<unknown> => runner.query('CREATE TABLE entry (text text)');
  down = async (): Promise<void> => {};
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      persistence: { entities: [], migrations: [CreateEntries1700000000000] },
    }),
  ],
  providers: [DoHandler, DoOnlyHandler, AskHandler, AskLabelsHandler, AskDefaultsHandler, PeekHandler, WithinHandler],
})
class DeskModule {}

const wrong: Record<string, () => unknown> = {
  nothing: () => undefined,
  null: () => null,
  'a text': () => 'right',
  'a list': () => [right()],
  'a number for a text': () => ({ ...right(), text: 7 }),
  'too little': () => ({ text: 'right' }),
  'a text for a date': () => ({ ...right(), at: '2026-01-01T00:00:00.000Z' }),
  'a date that is none': () => ({ ...right(), at: new Date(Number.NaN) }),
  'a date that protobuf cannot carry': () => ({ ...right(), at: new Date(8e15) }),
  'a text that a database cannot store': () => ({ ...right(), text: 'a\0b' }),
  'half of a surrogate pair': () => ({ ...right(), lines: [{ sku: '\ud800', count: 1 }] }),
  'a number for a bigint': () => ({ ...right(), amount: 7 }),
  'a list for bytes': () => ({ ...right(), content: [1, 2] }),
  'a fault inside a list': () => ({ ...right(), lines: [{ sku: 'a', count: 1.5 }] }),
  'a function': () => () => right(),
  'a getter that throws': () =>
    Object.defineProperty(right(), 'text', {
      get() {
        throw new Error('in the getter');
      },
    }),
  'a Proxy whose traps throw': () =>
    new Proxy(right(), {
      get(target, name) {
        if (name === 'then') return undefined;
        throw new Error(`in the trap of ${String(name)} ${Object.keys(target).length}`);
      },
    }),
};

describeTopologies('an answer', (topology) => {
  const context = testContext({ topology, module: DeskModule });
  const rows = async (what: string): Promise<number> =>
    (await context.dataSource.query('SELECT FROM entry WHERE text = $1', [what])).length;
  beforeEach(() => {
    answer = right;
  });

  it.each(Object.keys(wrong))('that violates its contract (%s) is rolled back', async (what) => {
    answer = wrong[what]!;
    for (const idempotencyKey of [undefined, what, what]) {
      const failure: unknown = await context
        .execute(new Do({ what }, { idempotencyKey: idempotencyKey ?? null }))
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'INTERNAL', mayHaveExecuted: false });
    }
    expect(await rows(what)).toBe(0);
    await expect(context.execute(new Ask({}))).rejects.toMatchObject({ code: 'INTERNAL', mayHaveExecuted: false });
    answer = right;
    await expect(context.execute(new Do({ what }, { idempotencyKey: what }))).resolves.toEqual(right());
    expect(await rows(what)).toBe(1);
  });

  it('that violates its contract names the field and the handler, but not to a caller in another host', async () => {
    answer = () => ({ ...right(), lines: [{ sku: 'a' }, { sku: 7 }] });
    const failure = (await context.execute(new Ask({})).catch((error: unknown) => error)) as Error;
    expect(failure.message).not.toContain('lines');
    if (isBetweenHosts(topology)) expect(failure.cause).toBeUndefined();
    else
      expect(failure.cause).toMatchObject({
        code: 'INVALID_ANSWER',
        message: expect.stringMatching(/AskHandler of desk\.Ask .*lines\.1\.sku: /) as string,
      });
  });

  it('contains only the fields of the contract, at every level', async () => {
    answer = () => ({ ...right(), lines: [{ sku: 'a', count: 2, cost: 5 }], passwordHash: 'secret' });
    await expect(context.execute(new Ask({}))).resolves.toEqual(right());
    await context.execute(new Do({ what: 'stripped' }, { idempotencyKey: 'stripped' }));
    const [{ answer: kept }] = await context.dataSource.query(
      `SELECT answer::text FROM idempotency_record WHERE key = 'stripped'`,
    );
    expect(kept).not.toContain('secret');
  });

  it('has the defaults of its contract, on first execution and when replayed for a key', async () => {
    answer = () => ({ ...right(), lines: [{ sku: 'a' }] });
    const send = (): Promise<Everything> =>
      context.execute(new Do({ what: 'defaults' }, { idempotencyKey: 'defaults' }));
    const expected = { ...right(), lines: [{ sku: 'a', count: 1 }] };
    await expect(send()).resolves.toEqual(expected);
    await expect(send()).resolves.toEqual(expected);
  });

  it('that was stored for a key is refused if the contract has changed since, as mayHaveExecuted', async () => {
    const send = (): Promise<Everything> => context.execute(new Do({ what: 'old' }, { idempotencyKey: 'old' }));
    await send();
    await context.dataSource.query(`UPDATE idempotency_record SET answer = '{"text":7}' WHERE key = 'old'`);
    await expect(send()).rejects.toMatchObject({ code: 'CONTRACT_MISMATCH', mayHaveExecuted: true });
    expect(await rows('old')).toBe(1);
  });

  it('may consist of class instances and getters; the caller gets plain data', async () => {
    class Entity {
      secret = 'x';
      lines = [Object.assign(Object.create({ sku: 'inherited' }) as object, { count: 2 })];
      at = right().at;
      amount = 7n;
      content = Buffer.from([1, 2]);
      get text(): string {
        return 'right';
      }
    }
    answer = () => new Entity();
    const got = await context.execute(new Ask({}));
    expect(got).toEqual({ ...right(), lines: [{ sku: 'inherited', count: 2 }] });
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(got.content)).toBe(Uint8Array.prototype);
  });

  it('belongs to the caller: its changes do not reach the callee', async () => {
    const cache = { ...right(), tags: { a: ['kept'] } };
    answer = () => cache;
    for (const got of [
      await context.execute(new Ask({})),
      await context.execute(new Do({ what: 'own' })),
      await context.execute(new Do({ what: 'own' }, { idempotencyKey: 'own' })),
    ]) {
      const change = (...changes: (() => unknown)[]): void => {
        for (const one of changes)
          try {
            one();
          } catch {
            // A frozen answer is fine too.
          }
      };
      change(
        () => got.lines.push({ sku: 'b', count: 1 }),
        () => (got.lines[0]!.count = 9),
        () => got.tags!['a']!.push('by the caller'),
        () => got.at.setFullYear(1999),
        () => got.content.fill(9),
      );
    }
    expect(cache).toEqual({ ...right(), tags: { a: ['kept'] } });
  });

  it("shares nothing with the defaults of its contract, nor does an error with the callee's", async () => {
    answer = () => ({});
    for (let n = 0; n < 2; n++) {
      const { shown } = await context.execute(new AskDefaults({}));
      expect(shown).toEqual({ tags: ['new'] });
      try {
        shown.tags.push('by the caller');
      } catch {
        // A frozen answer is fine too.
      }
    }
    const closed = Object.assign(new Closed({ until: right().at }), { password: 'secret' });
    answer = () => {
      throw closed;
    };
    const got: unknown = await context.execute(new AskDefaults({})).catch((error: unknown) => error);
    expect(got).toBeInstanceOf(Closed);
    expect(got).not.toHaveProperty('password');
    (got as Closed).data.until.setFullYear(1999);
    expect(closed.data).toEqual({ until: right().at });
  });

  it('that is an error changed until it does not fit its contract is INTERNAL, and the caller sees nothing of it', async () => {
    for (const time of [Number.NaN, 8e15]) {
      const closed = new Closed({ until: right().at });
      closed.data.until.setTime(time);
      answer = () => {
        throw closed;
      };
      const failure: unknown = await context.execute(new AskDefaults({})).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'INTERNAL', mayHaveExecuted: false });
      expect(failure).not.toHaveProperty('data');
    }
  });

  it('of a getter is what it returned when it was checked', async () => {
    answer = () => {
      let reads = 0;
      return Object.defineProperty(right(), 'text', { enumerable: true, get: () => (reads++ === 0 ? 'right' : 7) });
    };
    await expect(context.execute(new Ask({}))).resolves.toEqual(right());
    await expect(context.execute(new Do({ what: 'getter' }))).resolves.toEqual(right());
  });

  it('of a message without an answer is undefined, whatever the handler returns', async () => {
    await expect(context.execute(new DoOnly({ what: '' }))).resolves.toBeUndefined();
    await expect(context.execute(new DoOnly({ what: '' }, { idempotencyKey: 'only' }))).resolves.toBeUndefined();
    await expect(context.execute(new DoOnly({ what: '' }, { idempotencyKey: 'only' }))).resolves.toBeUndefined();
  });

  it("of a codec is a different instance from the callee's, and so is the input", async () => {
    const kept = new Label('kept');
    const message = new AskLabels({ of: 'sent', at: right().at, content: new Uint8Array([1]) });
    onLabels = ({ of, at, content }) => {
      of.text = 'changed by the callee';
      at.setFullYear(1999);
      content.fill(9);
      return [kept];
    };
    const [label] = await context.execute(message);
    expect(label).toBeInstanceOf(Label);
    expect(label).not.toBe(kept);
    expect(label).toEqual(kept);
    expect({ ...message }).toEqual({ of: new Label('sent'), at: right().at, content: new Uint8Array([1]) });
  });

  it('within a context is validated too, unless the message is not in the contract', async () => {
    const seen: unknown[] = [];
    const cache = { ...right(), extra: 1 };
    within = async ({ commands, queries }) => {
      answer = () => cache;
      seen.splice(0, Infinity, await queries.execute(new Peek()), await queries.execute(new Ask({})));
      answer = wrong['too little']!;
      seen.push(await commands.execute(new Do({ what: 'within' })).catch((error: unknown) => error));
      return 'done';
    };
    await expect(context.execute(new Within({}))).resolves.toBe('done');
    expect(seen[0]).toBe(cache);
    expect(seen.slice(1)).toEqual([right(), expect.objectContaining({ code: 'INVALID_ANSWER' })]);
    expect(await rows('within')).toBe(0);
  });
});
