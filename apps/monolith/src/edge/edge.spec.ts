import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asked } from '../../test/echo-context.js';
import type { GraphqlAnswer } from '../../test/graphql-client.js';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge({ requestTimeoutMs: 1500 });
});
afterAll(() => edge?.stop());
beforeEach(() => void asked.splice(0));

const codes = ({ errors }: GraphqlAnswer<unknown>): string[] => errors.map(({ extensions }) => extensions.code);

describe('a request', () => {
  interface Caller {
    readonly caller: { subject: string | null; roles: string[]; traceId: string; timeLeft: number };
  }
  const CALLER = '{ caller { subject roles traceId timeLeft } }';

  it('without a token is anonymous', async () => {
    const { data } = await edge.client.send<Caller>(CALLER);
    expect(data.caller).toMatchObject({ subject: null, roles: [] });
  });

  it('carries its principal, trace and deadline into handlers, compiled or not', async () => {
    const client = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: ['sales'] }));
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    // Repeated, so that the compiled document is used too.
    for (let request = 0; request < 6; request++) {
      const { data, headers } = await client.send<Caller>(CALLER, undefined, {
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      });
      expect(data.caller).toMatchObject({ subject: 'ada', roles: ['sales'], traceId });
      expect(data.caller.timeLeft).toBeGreaterThan(0);
      expect(data.caller.timeLeft).toBeLessThanOrEqual(1500);
      expect(headers.get('x-trace-id')).toBe(traceId);
    }
  });

  it('never runs as the principal of another one at the same time', async () => {
    const subjects = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    const answers = await Promise.all(
      subjects.map(async (subject) => {
        const token = await edge.issuer.sign({ subject, roles: [] });
        return edge.client.as(token).data<Caller>(CALLER);
      }),
    );
    expect(answers.map(({ caller }) => caller.subject)).toEqual(subjects);
    expect(new Set(answers.map(({ caller }) => caller.traceId)).size).toBe(subjects.length);
  });

  it('gets a trace of its own when its traceparent is none', async () => {
    const { data } = await edge.client.send<Caller>(CALLER, undefined, {
      traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
    });
    expect(data.caller.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it('asks for many things of one level at once', async () => {
    const { things } = await edge.client.data<{ things: object[] }>(
      '{ things(ids: ["a", "b", "c"]) { id next { id next { id } } } }',
    );
    expect(things[0]).toEqual({ id: 'a', next: { id: 'a+', next: { id: 'a++' } } });
    expect(asked).toEqual([
      ['a+', 'b+', 'c+'],
      ['a++', 'b++', 'c++'],
    ]);
  });

  it('hands explicit nulls to resolvers as absent arguments, at every depth', async () => {
    const { echo } = await edge.client.data<{ echo: string }>(
      'query ($input: EchoInput, $note: String) { echo(input: $input, note: $note) }',
      {
        input: { text: null, amount: 0, inner: { text: 'x', at: null } },
        note: null,
      },
    );
    expect(JSON.parse(echo)).toEqual({ input: { amount: 0, inner: { text: 'x' } } });
  });

  it('runs the operation it names, also when another one of the document was compiled', async () => {
    const query = 'query A { a: caller { roles } } query B { b: caller { roles } }';
    const run = (operationName: string): Promise<GraphqlAnswer<object>> =>
      edge.client.post(JSON.stringify({ query, operationName }));
    for (let request = 0; request < 5; request++) expect(Object.keys((await run('A')).data)).toEqual(['a']);
    expect(Object.keys((await run('B')).data)).toEqual(['b']);
  });
});

describe('scalars', () => {
  it('take money as a safe integer only', async () => {
    const amount = (value: unknown): Promise<GraphqlAnswer<{ amount: number }>> =>
      edge.client.send('query ($value: MinorUnits!) { amount(value: $value) }', { value });
    expect((await amount(Number.MAX_SAFE_INTEGER)).data.amount).toBe(Number.MAX_SAFE_INTEGER);
    for (const bad of [1.5, 2 ** 53, '12', null, true])
      expect(codes(await amount(bad)), String(bad)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('take moments with an offset only, and none that does not exist', async () => {
    const moment = (value: unknown): Promise<GraphqlAnswer<{ moment: string }>> =>
      edge.client.send('query ($value: DateTime!) { moment(value: $value) }', { value });
    expect((await moment('2011-12-09T12:50:00+01:00')).data.moment).toBe('2011-12-09T11:50:00.000Z');
    for (const bad of ['2011-12-09', '2011-12-09T12:50:00', '2011-02-30T00:00:00Z', '2011-13-01T00:00:00Z', 'now', 5])
      expect(codes(await moment(bad)), String(bad)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('an error', () => {
  const fail = (how: string): Promise<GraphqlAnswer<object>> =>
    edge.client.send('mutation ($how: String!) { fail(how: $how) }', { how });

  it('of a contract keeps its code, text and data', async () => {
    const { status, data, errors } = await fail('contract');
    expect({ status, data }).toEqual({ status: 200, data: { fail: null } });
    expect(errors).toEqual([
      {
        message: 'Refused: because.',
        path: ['fail'],
        locations: [{ line: 1, column: 28 }],
        extensions: { code: 'echo.Refused', data: { reason: 'because' } },
      },
    ]);
  });

  it('of a message that does not fit its contract names the fields', async () => {
    const { errors } = await fail('x'.repeat(21));
    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_MESSAGE', issues: [{ path: ['how'] }] });
  });

  it.each(['sql', 'resolver', 'pool'])('of our own (%s) shows a code and the trace, and nothing else', async (how) => {
    for (let request = 0; request < 5; request++) {
      const answer = await fail(how);
      expect(codes(answer)).toEqual([how === 'pool' ? 'UNAVAILABLE' : 'INTERNAL']);
      expect(JSON.stringify(answer)).not.toMatch(/secret|SELECT|stack|\.js|\.ts|handler/i);
      expect(answer.errors[0]?.extensions.traceId).toBe(answer.headers.get('x-trace-id'));
    }
  });

  it('says that there was no answer in time', async () => {
    const answer = await fail('slow');
    expect(codes(answer)).toEqual([expect.stringMatching('DEADLINE_EXCEEDED')]);
    expect(answer.errors[0]?.extensions.mayHaveExecuted).toBe(true);
  });

  it('in a list keeps its index as a number', async () => {
    const { errors } = await edge.client.send('{ broken { required } }');
    expect(errors[0]).toMatchObject({ path: ['broken', 1, 'required'], extensions: { code: 'INTERNAL' } });
  });

  it('of access says whether to sign in or to be somebody else', async () => {
    const anonymous = await edge.client.send('{ signedInOnly }');
    expect([anonymous.status, codes(anonymous)]).toEqual([200, ['UNAUTHENTICATED']]);
    const client = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: ['warehouse'] }));
    expect((await client.send('{ signedInOnly }')).data).toEqual({ signedInOnly: true });
    expect(codes(await client.send('{ salesOnly }'))).toEqual(['ACCESS_DENIED']);
    expect(codes(await client.send('{ internal }'))).toEqual(['ACCESS_DENIED']);
  });
});

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
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}', 'BAD_REQUEST', 400],
    ['a prototype to pollute', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}', 'BAD_REQUEST', 400],
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

  it('has another content type', async () => {
    const answer = await edge.client.post('<query/>', { 'content-type': 'text/xml' });
    expect([answer.status, codes(answer)]).toEqual([415, ['UNSUPPORTED_MEDIA_TYPE']]);
  });

  it('would change something by GET or HEAD', async () => {
    const target = `${edge.url}/graphql?query=${encodeURIComponent('mutation { fail(how: "no") }')}`;
    const get = await fetch(target);
    expect([get.status, ((await get.json()) as GraphqlAnswer<null>).errors[0]?.extensions.code]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
    ]);
    expect((await fetch(target, { method: 'HEAD' })).status).toBe(405);
  });
});
