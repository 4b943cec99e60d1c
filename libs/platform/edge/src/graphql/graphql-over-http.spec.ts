import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge?.stop());

describe('the GraphQL over HTTP audit', () => {
  const audits = serverAudits({ url: () => `${edge.url}/graphql` });

  it.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))('%s: %s', async (_id, _name, fn) => {
    const result = await fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
});

describe('a response', () => {
  const ask = (accept: string, query: string): Promise<Response> =>
    fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });

  it.each([
    ['*/*', 'application/json; charset=utf-8', 200],
    ['text/html', 'application/json; charset=utf-8', 200],
    ['application/json, application/graphql-response+json; q=0', 'application/json; charset=utf-8', 200],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json; charset=utf-8',
      400,
    ],
  ])('to a client that accepts %s is %s, with %i for a refused document', async (accept, type, status) => {
    const good = await ask(accept, '{ __typename }');
    expect([good.status, good.headers.get('content-type'), good.headers.get('vary')]).toEqual([200, type, 'accept']);
    const refused = await ask(accept, '{ nothing }');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([status, type]);
    expect(await refused.json()).toEqual({ errors: [expect.objectContaining({ extensions: expect.any(Object) })] });
  });

  it('declares its type even if the body could not be read', async () => {
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: '{',
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'application/graphql-response+json; charset=utf-8',
    ]);
  });
});
