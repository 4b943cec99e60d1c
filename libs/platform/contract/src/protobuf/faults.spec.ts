import { describe, expect, it } from 'vitest';
import type { Shape, Slot } from '../shape/shape.js';
import { protobufFaults } from './faults.js';

const text: Shape = { type: 'string' };
const object = (fields: Record<string, Slot>): Slot => ({ shape: { type: 'object', fields } });

describe('a schema without a faithful protobuf form', () => {
  it.each<[what: string, slot: Slot, path: string, reason: RegExp]>([
    ['nullish', object({ note: { shape: text, optional: true, nullable: true } }), 'note', /three states/],
    [
      'a union of objects',
      object({
        of: { shape: { type: 'union', options: [{ shape: text }, { shape: { type: 'object', fields: {} } }] } },
      }),
      'of',
      /without a discriminator/,
    ],
    [
      'a date that may be before the year 1',
      object({ at: { shape: { type: 'date', min: '-000001-01-01T00:00:00.000Z' } } }),
      'at',
      /years 1 to 9999/,
    ],
    [
      'enum values that differ in case',
      object({ state: { shape: { type: 'enum', values: ['open', 'OPEN'] } } }),
      'state',
      /'open' and 'OPEN', which give one name, OPEN/,
    ],
    [
      'an enum value without letters',
      object({ state: { shape: { type: 'enum', values: ['+'] } } }),
      'state',
      /gives no name/,
    ],
    [
      'fields that differ in an underscore',
      object({ ab_c: { shape: text }, abC: { shape: text } }),
      '',
      /give one protobuf name, ab_c/,
    ],
    ['a field without a letter', object({ '1': { shape: text } }), '1', /name that protobuf cannot have/],
    [
      'other fields',
      object({ rest: { shape: { type: 'object', fields: {}, others: { shape: text } } } }),
      'rest',
      /fields of any name/,
    ],
    [
      'a number that is taken',
      object({ a: { shape: text, number: 3 }, b: { shape: text, number: 3 } } as never),
      'b',
      /field number 3, which is not free/,
    ],
    [
      'inside a list',
      object({
        lines: { shape: { type: 'array', item: object({ note: { shape: text, optional: true, nullable: true } }) } },
      }),
      'lines.[].note',
      /three states/,
    ],
  ])('is refused with its path: %s', (_what, slot, path, reason) => {
    const faults = protobufFaults(slot);
    expect(faults.map((fault) => fault.path.join('.'))).toEqual([path]);
    expect(faults[0]!.reason).toMatch(reason);
    expect(faults[0]!.remedy).toMatch(/\.$/);
  });

  it('is refused with all reasons at once', () => {
    const nullish: Slot = { shape: text, optional: true, nullable: true };
    expect(protobufFaults(object({ a: nullish, b: nullish }))).toHaveLength(2);
  });

  it('is not one of these', () => {
    const slot = object({
      note: { shape: text, nullable: true },
      tags: { shape: { type: 'array', item: { shape: text, nullable: true } }, optional: true },
      state: { shape: { type: 'enum', values: ['a'] }, nullable: true },
      mixed: { shape: { type: 'literal', values: ['a', 1, false] } },
      grid: { shape: { type: 'array', item: { shape: { type: 'array', item: { shape: text } } } } },
    });
    expect(protobufFaults(slot)).toEqual([]);
  });
});
