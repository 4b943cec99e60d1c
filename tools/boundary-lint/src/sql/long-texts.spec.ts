import { describe, expect, it } from 'vitest';
import { mayPersist } from '../source/persistence-words.js';
import { isStatement } from './statement.js';
import { readSql } from './tables.js';

/** Half a megabyte: what took minutes takes a fraction of a second, so that a slow machine is no reason to fail. */
const LONG = 500_000;
const MOST_MILLISECONDS = 20_000;

describe('a generated text of half a megabyte', () => {
  it.each([
    'select item ',
    'update product ',
    'with a ',
    'with a (b ',
    'lock a, ',
    'grant select on x ',
    'vacuum full analyze ',
    'copy (a) ',
    'truncate product, \0 ',
    'create view a x ',
    "select 'a' ",
    'SELECT a FROM b ',
  ])('is read in time that grows with its length: %j', (words) => {
    const text = words.repeat(LONG / words.length);
    const start = performance.now();
    mayPersist(text);
    isStatement(text);
    expect(performance.now() - start).toBeLessThan(MOST_MILLISECONDS);
  });

  it('may be one list of columns', () => {
    const start = performance.now();
    const { tables } = readSql(`select ${'a, '.repeat(LONG / 3)} b from product`);
    expect(performance.now() - start).toBeLessThan(MOST_MILLISECONDS);
    expect(tables.map(({ name }) => name)).toEqual(['product']);
  });
});
