import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { command, definitionOf, encodeMessage } from '../index.js';
import { findWireFaults } from '../wire/faults.js';
import { hidePersonal } from './hide-personal.js';
import { hasPersonalParts, personalValues } from './personal-values.js';
import { personal } from './personal.js';

const text = z.string();

describe('a personal field', () => {
  it('is validated, typed and sent like any other, and marks no other field of the same schema', () => {
    const schema = z.object({ name: personal(text.min(2)), note: text, mail: personal(z.email()).optional() });
    expectTypeOf<z.output<typeof schema>>().toEqualTypeOf<{ name: string; note: string; mail?: string | undefined }>();
    expect(schema.safeParse({ name: 'A', note: '' }).success).toBe(false);
    expect(findWireFaults(schema)).toEqual([]);
    class Greet extends command('hall.Greet', { input: schema, access: 'public' }) {}
    const message = new Greet({ name: 'Ada', note: 'early' });
    expect(encodeMessage(message)).toEqual({ name: 'Ada', note: 'early', mail: undefined });
    expect(personalValues(definitionOf(message)!.input, message)).toEqual(['Ada']);
  });

  it('keeps its mark when it is refined, described, trimmed or made optional', () => {
    const marked = personal(text).refine(Boolean).describe('a name').trim().nullable().default('x');
    expect(personalValues(marked, 'Ada')).toEqual(['Ada']);
    expect(hasPersonalParts(text)).toBe(false);
  });

  it.each<[string, z.ZodType, unknown, string[]]>([
    ['in a list', z.array(z.object({ name: personal(text), age: z.int() })), [{ name: 'Ada', age: 3 }], ['Ada']],
    ['in a tuple', z.tuple([text, personal(text)]), ['x', 'Ada'], ['Ada']],
    ['in a record', z.record(text, personal(text)), { a: 'Ada', b: 'Bob' }, ['Ada', 'Bob']],
    ['as the key of a record', z.record(personal(text), z.int()), { Ada: 1 }, ['Ada']],
    [
      'as a whole object',
      personal(z.object({ street: text, born: z.date() })),
      { street: 'Elm 1', born: new Date(0) },
      ['Elm 1', '1970-01-01T00:00:00.000Z', '1970-01-01'],
    ],
    [
      'in one of several forms',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('person'), name: personal(text) }),
        z.object({ kind: z.literal('firm'), name: text }),
      ]),
      { kind: 'person', name: 'Ada' },
      ['Ada'],
    ],
    ['that is a number', personal(z.bigint()), 4711n, ['4711']],
    ['of another shape than it should have', z.object({ at: z.array(personal(text)) }), { at: 'Ada' }, []],
  ])('is found %s', (_where, schema, value, found) => {
    expect(hasPersonalParts(schema)).toBe(true);
    expect(personalValues(schema, value)).toEqual(found);
  });

  it('is found at every depth of a recursive schema', () => {
    interface Person {
      name: string;
      children: Person[];
    }
    const Person: z.ZodType<Person> = z.lazy(() => z.object({ name: personal(text), children: z.array(Person) }));
    const family = { name: 'Ada', children: [{ name: 'Bob', children: [{ name: 'Cyd', children: [] }] }] };
    expect(personalValues(Person, family)).toEqual(['Ada', 'Bob', 'Cyd']);
    const Plain: z.ZodType<unknown> = z.lazy(() => z.object({ children: z.array(Plain) }));
    expect(hasPersonalParts(Plain)).toBe(false);
  });
});

describe('a text without personal values', () => {
  it('hides each value in any case, longer values first, and leaves the rest readable', () => {
    const values = ['Ada', 'ada@example.org', 'Ada Lovelace (1815)'];
    expect(hidePersonal('550 ADA@example.org: no mailbox for Ada Lovelace (1815), order 4711', values)).toBe(
      '550 [personal]: no mailbox for [personal], order 4711',
    );
  });

  it('hides as many values as a message can contain', () => {
    const values = Array.from({ length: 60_000 }, (_, n) => `person-${n} (${n * 7})`);
    expect(hidePersonal(`no mailbox for PERSON-4711 (${4711 * 7})`, values)).toBe('no mailbox for [personal]');
  });

  it('is unchanged if there are no values, or only very short ones', () => {
    expect(hidePersonal('to be or not', [])).toBe('to be or not');
    expect(hidePersonal('to be or not', ['to', ''])).toBe('to be or not');
  });
});
