import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { measureDocument } from './measure-document.js';

const schema = buildSchema(`
  type Query { list(first: Int = 20): Connection! byId(ids: [ID!]!): [Item!]! }
  type Connection { nodes: [Item!]! }
  type Item { id: ID! parts: [Item!]! }
`);
/** Cost of the response without the root field. */
const cost = (query: string, variables?: Record<string, unknown>): number =>
  measureDocument(schema, parse(query), variables).cost - 101;

it.each<[string, string, Record<string, unknown> | undefined, number]>([
  ['a page of the usual length', '{ list { nodes { id } } }', {}, 20 * 2],
  ['a page', '{ list(first: 3) { nodes { id } } }', {}, 3 * 2],
  ['a page longer than there are', '{ list(first: 100000) { nodes { id } } }', {}, 100 * 2],
  ['a page as long as a variable says', 'query ($n: Int) { list(first: $n) { nodes { id } } }', { n: 7 }, 7 * 2],
  [
    'a page longer than there are, by a variable',
    'query ($n: Int) { list(first: $n) { nodes { id } } }',
    { n: 1e9 },
    200,
  ],
  ['a page as long as its default says', 'query ($n: Int = 9) { list(first: $n) { nodes { id } } }', {}, 9 * 2],
  ['no length at all', 'query ($n: Int = 9) { list(first: $n) { nodes { id } } }', { n: null }, 20 * 2],
  ['a variable that is not sent', 'query ($n: Int) { list(first: $n) { nodes { id } } }', {}, 20 * 2],
  ['variables that are not known yet', 'query ($n: Int!) { list(first: $n) { nodes { id } } }', undefined, 2],
  ['keys', '{ byId(ids: ["a", "b", "c"]) { id } }', {}, 3],
  ['one key', '{ byId(ids: "a") { id } }', {}, 1],
  ['keys of a variable', 'query ($ids: [ID!]!) { byId(ids: $ids) { id } }', { ids: ['a', 'b'] }, 2],
  ['keys, each a variable', 'query ($a: ID!, $b: ID!) { byId(ids: [$a, $b]) { id } }', { a: 'a', b: 'b' }, 2],
  ['a list of unknown length', '{ byId(ids: ["a"]) { parts { parts { id } } } }', {}, 1 + 10 * (1 + 10)],
  [
    'keys, whatever a variable of another operation holds',
    'query A ($ids: [ID!]!) { byId(ids: $ids) { id } } query B ($n: Int) { list(first: $n) { nodes { id } } }',
    { ids: ['a', 'b', 'c'], n: 'no number' },
    3,
  ],
  ['what is inherited by every object', 'query ($toString: Int) { list(first: $toString) { nodes { id } } }', {}, 40],
])('the cost of a document depends on %s', (_what, query, variables, expected) => {
  expect(cost(query, variables)).toBe(expected);
});
