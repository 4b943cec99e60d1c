import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../../testing/graphql-client.js';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge?.stop());

const codes = ({ errors }: GraphqlAnswer<unknown>): string[] => errors.map(({ extensions }) => extensions.code);

describe('a request that is refused before it runs', () => {
  it('has an unknown field', async () => {
    const answer = await edge.client.send('{ nothing }');
    expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(answer.errors[0]?.message).toContain('Cannot query field "nothing"');
  });

  it('cannot be parsed', async () => {
    const answer = await edge.client.send('{ caller {');
    expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_PARSE_FAILED']]);
  });

  it('has a variable of another type, every time', async () => {
    for (let request = 0; request < 5; request++) {
      const answer = await edge.client.send('query ($ids: [ID!]!) { things(ids: $ids) { id } }', { ids: [{}] });
      expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    }
  });

  it.each([
    ['no JSON', '{"query":', 'BAD_REQUEST', 400],
    ['a batch', '[{"query":"{ __typename }"}]', 'BAD_REQUEST', 400],
    ['no query', '{}', 'BAD_REQUEST', 400],
    ['a query that is a number', '{"query":5}', 'BAD_REQUEST', 400],
    [
      'a query that is a syntax tree',
      JSON.stringify({ query: '{"kind":"Document","definitions":[]}' }),
      'BAD_REQUEST',
      400,
    ],
    ['extensions that are a list', '{"query":"{ __typename }","extensions":[]}', 'BAD_REQUEST', 400],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}', 'BAD_REQUEST', 400],
    ['a prototype to pollute', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}', 'BAD_REQUEST', 400],
    [
      'a prototype to pollute further down',
      '{"query":"{ __typename }","variables":{"input":[{"constructor":{"prototype":{"x":1}}}]}}',
      'BAD_REQUEST',
      400,
    ],
    [
      'a body of 2 MB',
      JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(2 ** 21) } }),
      'BODY_TOO_LARGE',
      413,
    ],
    [
      'a body that is too large',
      JSON.stringify({ query: `{ __typename } # ${'x'.repeat(2 ** 20)}` }),
      'BODY_TOO_LARGE',
      413,
    ],
  ])('has %s', async (_what, body, code, status) => {
    const answer = await edge.client.post(body);
    expect([answer.status, codes(answer)]).toEqual([status, [code]]);
  });

  it.each([
    ['text/xml', '<query/>'],
    ['application/graphql', 'mutation { fail(how: "no") }'],
    // Content types that a page of another site can send without a preflight request.
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent('mutation { fail(how: "no") }')}`],
    ['text/plain', '{"query":"mutation { fail(how: \\"no\\") }"}'],
    ['text/plain; application/json', '{"query":"{ __typename }"}'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--',
    ],
  ])('comes as %s', async (type, body) => {
    const answer = await edge.client.post(body, { 'content-type': type });
    expect([answer.status, codes(answer)]).toEqual([415, ['UNSUPPORTED_MEDIA_TYPE']]);
  });

  it.each([
    ['names an unknown operation', '{ __typename }', { operationName: 'Other' }],
    ['names an operation by what is no name', '{ __typename }', { operationName: 'é' }],
    ['names none of two operations', 'query A { __typename } query B { __typename }', {}],
    ['has variables that are no JSON', '{ __typename }', { variables: '{' }],
    ['has variables that are a number', '{ __typename }', { variables: '5' }],
    ['has variables that are a list', '{ __typename }', { variables: '[1]' }],
    ['has variables that are a text', '{ __typename }', { variables: '"x"' }],
  ])('%s, by GET', async (_what, query, parameters) => {
    for (let request = 0; request < 4; request++) {
      const answer = await fetch(`${edge.url}/graphql?${new URLSearchParams({ query, ...parameters }).toString()}`);
      const { errors } = (await answer.json()) as GraphqlAnswer<null>;
      expect([answer.status, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
      // The same text is already cached from a valid request.
      await fetch(`${edge.url}/graphql?${new URLSearchParams({ query: '{ __typename }' }).toString()}`);
    }
  });

  it('would change data by GET or HEAD', async () => {
    const target = `${edge.url}/graphql?query=${encodeURIComponent('mutation { fail(how: "no") }')}`;
    const get = await fetch(target);
    expect([get.status, ((await get.json()) as GraphqlAnswer<null>).errors[0]?.extensions.code]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
    ]);
    expect((await fetch(target, { method: 'HEAD' })).status).toBe(405);
  });
});
