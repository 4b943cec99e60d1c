import { describe, expect, it } from 'vitest';
import { readSql } from './tables.js';

const qualified = (text: string): string[] => readSql(text).qualified.map(({ schema, name }) => `${schema}.${name}`);
const tables = (text: string): string[] => readSql(text).tables.map(({ name }) => name);

describe('readSql', () => {
  it.each([
    ['SELECT * FROM catalog.product', ['catalog.product']],
    ['SELECT * FROM "catalog" . "product"', ['catalog.product']],
    ['select 1 from a, CATALOG.Product p', ['catalog.product']],
    ['INSERT INTO catalog.product (sku) VALUES (1)', ['catalog.product']],
    ['UPDATE ONLY catalog.product SET a = 1', ['catalog.product']],
    ['DELETE FROM x USING catalog.product p', ['catalog.product']],
    ['SELECT * FROM /* here */ catalog -- there\n.product', ['catalog.product']],
    ['CREATE INDEX i ON catalog.product (sku)', ['catalog.product']],
    ['ALTER TABLE IF EXISTS catalog.product ADD x int', ['catalog.product']],
    [`DO $$ BEGIN DELETE FROM catalog.product; END $$`, ['catalog.product']],
    ['SELECT catalog.price(1)', ['catalog.price']],
    ['SELECT catalog.sku FROM product catalog', []],
    ['SELECT catalog.sku FROM catalog', []],
    ['SELECT catalog.sku FROM product AS catalog WHERE EXTRACT(epoch FROM catalog.at) > 0', []],
    ['SELECT 1 FROM product catalog WHERE a IS DISTINCT FROM catalog.b', []],
    [`SELECT 'FROM catalog.product' FROM x`, []],
  ])('reads the qualified names of %s', (text, expected) => {
    expect(qualified(text)).toEqual(expected);
  });

  it.each([
    ['SELECT * FROM product p JOIN line ON p.id = line.id', ['product', 'line']],
    ['WITH product AS (SELECT 1) SELECT * FROM product', []],
    ['SELECT * FROM unnest($1::text[]) AS line', []],
    ['CREATE TABLE line (sku text REFERENCES product (sku))', ['product']],
    ['INSERT INTO line (a) SELECT a FROM product ON CONFLICT (a) DO UPDATE SET a = 1', ['line', 'product']],
    ['SELECT extract(day FROM placed_at) FROM line FOR UPDATE', ['line']],
  ])('reads the tables of %s', (text, expected) => {
    expect(tables(text)).toEqual(expected);
  });

  it('knows what a text creates', () => {
    expect(readSql('CREATE TABLE IF NOT EXISTS line (a int)').created).toEqual(['line']);
  });

  it('says where a table is computed', () => {
    expect(readSql('SELECT * FROM \0.product').computed).toHaveLength(1);
    expect(readSql('SELECT * FROM \0').computed).toHaveLength(1);
    expect(readSql('SELECT \0 FROM line WHERE a = \0').computed).toEqual([]);
  });

  it.each([
    'SET search_path TO x',
    'SET ROLE x',
    `SELECT set_config('search_path', 'x', true)`,
    'SELECT * FROM dblink($1)',
    'CREATE SCHEMA x',
  ])('sees that %s leaves the schema', (text) => expect(readSql(text).escapes).not.toEqual([]));
});
