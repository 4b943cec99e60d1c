import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge?.stop());

const aliases = (count: number): string => Array.from({ length: count }, (_, i) => `a${i}: __typename`).join(' ');
const nested = (depth: number): string =>
  `{ things(ids: ["x"]) ${'{ next '.repeat(depth - 2)}{ id }${' }'.repeat(depth - 2)} }`;
/** Every fragment spreads the next one ten times; fully expanded, the document would be too long for any test. */
const bomb = (levels: number): string =>
  [
    'query { things(ids: ["x"]) { ...F0 } }',
    ...Array.from({ length: levels }, (_, i) => `fragment F${i} on Thing { ${`...F${i + 1} `.repeat(10)} }`),
    `fragment F${levels} on Thing { id }`,
  ].join('\n');
/** Queries things as many times as `$ids` says. */
const byIds = (aliases: number, definition = '$ids: [ID!]!'): string =>
  `query (${definition}) { ${Array.from({ length: aliases }, (_, i) => `a${i}: things(ids: $ids) { id }`).join(' ')} }`;
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
const cycle = 'query { things(ids: ["x"]) { ...A } } fragment A on Thing { id next { ...A } }';

describe('a document beyond the limits', () => {
  it.each([
    ['is 20 deep', nested(20), 'QUERY_TOO_DEEP'],
    [
      'is 20 deep through a fragment',
      `${nested(10).replace('{ id }', '{ ...F }')} fragment F on Thing ${'{ next '.repeat(10)}{ id }${' }'.repeat(10)}`,
      'QUERY_TOO_DEEP',
    ],
    ['has 1,000 aliases', `{ ${aliases(1000)} }`, 'QUERY_TOO_LARGE'],
    ['repeats one field 9,000 times', `{ ${'__typename '.repeat(9000)} }`, 'QUERY_TOO_LARGE'],
    ['is a fragment bomb', bomb(30), 'QUERY_TOO_LARGE'],
    ['is longer than 10,000 tokens', `{ ${'__typename '.repeat(11_000)} }`, 'QUERY_TOO_LARGE'],
    ['asks for too many things at once', byIds(250, `$ids: [ID!]! = ${JSON.stringify(ids(100))}`), 'QUERY_TOO_COSTLY'],
    [
      'repeats commands',
      `mutation { ${Array.from({ length: 498 }, (_, i) => `a${i}: fail(how: "no")`).join(' ')} }`,
      'QUERY_TOO_COSTLY',
    ],
  ])('is refused if it %s', async (_what, query, code) => {
    for (let again = 0; again < 3; again++) {
      const { status, data, errors } = await edge.client.send(query);
      expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([400, undefined, [code]]);
      expect(errors[0]!.message.length).toBeLessThan(200);
    }
  });

  it('is limited also if null variables determine its length', async () => {
    const query = byIds(250, `$ids: [ID!]! = ${JSON.stringify(ids(100))}`);
    const { errors } = await edge.client.post(JSON.stringify({ query, variables: null }));
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COSTLY']);
  });

  it('is refused with a limit code even if it is also invalid', async () => {
    const { errors } = await edge.client.send(cycle);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it.each([
    ['selections', (depth: number): string => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`],
    ['lists', (depth: number): string => `{ things(ids: ${'['.repeat(depth)}${']'.repeat(depth)}) { id } }`],
    ['types', (depth: number): string => `query ($ids: ${'['.repeat(depth)}ID${']'.repeat(depth)}) { __typename }`],
  ])('is refused with a code if it is hundreds or thousands of %s deep', async (_what, nestedTo) => {
    // Between these depths, first the parser's stack and then validation's overflows; the exact depth depends on the
    // Node version.
    for (let depth = 300; depth < 4990; depth += 290) {
      const { status, errors } = await edge.client.send(nestedTo(depth));
      expect([depth, status, errors[0]?.extensions.code]).toEqual([
        depth,
        400,
        expect.stringMatching(/^(?:QUERY_TOO_\w+|GRAPHQL_VALIDATION_FAILED)$/),
      ]);
    }
  });
});

describe('the variables of a document', () => {
  it('count with every request, whatever was sent with the same text before', async () => {
    const codes: unknown[] = [];
    for (const count of [1, 100, 1, 100, 1, 600, 1])
      codes.push((await edge.client.send(byIds(240), { ids: ids(count) })).errors[0]?.extensions.code);
    const refused = 'QUERY_TOO_COSTLY';
    expect(codes).toEqual([undefined, undefined, undefined, undefined, undefined, refused, undefined]);
    // A body that anonymous clients may not send.
    const signedIn = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: [] }));
    expect((await signedIn.send(byIds(1), { ids: ids(60_000) })).errors[0]?.extensions.code).toBe(refused);
  });
});

describe('a document of a reasonable size', () => {
  it('passes: the introspection of clients', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    expect(await edge.client.data(query)).toHaveProperty('__schema');
  });

  it('passes: fifteen levels, and fragments used more than once', async () => {
    expect(await edge.client.data(nested(15))).toHaveProperty('things');
    expect(await edge.client.data(bomb(1))).toEqual({ things: [{ id: 'x' }] });
  });
});
