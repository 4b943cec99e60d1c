import { describe, expect, it } from 'vitest';
import { conversionEntry, conversionOf, converted } from './conversion.js';

const fields = (record: Readonly<Record<string, string>>) => new Map(Object.entries(record));
const entry = (from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>, input?: string): string =>
  conversionEntry(conversionOf(fields(from), fields(to)), 1, 'v1', input);

describe('the conversion between the fields of two versions', () => {
  it('takes all of them where nothing has changed', () => {
    expect(entry({ id: 'OrderId' }, { id: 'OrderId' })).toBe('1: (v1) => ({ ...v1 })');
  });

  it('gives a field of the same schema its new name', () => {
    expect(entry({ id: 'OrderId', total: 'Pence' }, { id: 'OrderId', totalPence: 'Pence' })).toBe(
      '1: ({ total, ...same }) => ({ ...same, totalPence: total })',
    );
  });

  it('asks for the value of a field that is new, unless it may be missing', () => {
    expect(entry({ id: 'OrderId' }, { id: 'OrderId', currency: 'Currency', note: 'z.string().optional()' })).toBe(
      '\n// Say what currency is in a message without it.\n1: (v1) => ({ ...v1 })',
    );
  });

  it('does not guess which of two fields was renamed', () => {
    expect(entry({ a: 'z.int()', b: 'z.int()' }, { c: 'z.int()' })).toContain('Say what c is');
    expect(entry({ a: 'z.int()' }, { b: 'z.int()', c: 'z.int()' })).toContain('Say what b and c are');
  });

  it.each([['default'], ['odd-name']])('reads a field named %s from the message', (name) => {
    expect(entry({ [name]: 'z.int()' }, { plain: 'z.int()' })).toBe(
      `1: (v1) => ({ ...v1, plain: v1[${JSON.stringify(name)}] })`,
    );
  });

  it('reads what a codec has decoded from the input', () => {
    expect(entry({ a: 'z.int()' }, { b: 'z.int()' }, 'inputOf(FindV1, v1)')).toBe(
      '1: (v1) => ({ ...inputOf(FindV1, v1), b: inputOf(FindV1, v1)["a"] })',
    );
  });

  it('turns a value into what the code makes of it', () => {
    const conversion = conversionOf(fields({ a: 'z.int()', gone: 'z.string()' }), fields({ b: 'z.int()' }));
    expect(converted(conversion, { a: 1, gone: 'x' })).toEqual({ b: 1 });
  });
});
