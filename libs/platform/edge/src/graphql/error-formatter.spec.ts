import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../testing/graphql-client.js';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';
import { OverloadedError } from '../limits/limit-errors.js';
import { formatErrors } from './error-formatter.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge({ requestTimeoutMs: 1500 });
});
afterAll(() => edge?.stop());

const codes = ({ errors }: GraphqlAnswer<unknown>): string[] => errors.map(({ extensions }) => extensions.code);

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
    expect(errors[0]?.message).toMatch(/^The arguments of 'fail' are not valid: how: /);
  });

  it.each(['sql', 'resolver', 'pool', 'message'])(
    'of our own (%s) shows a code and the trace, and nothing else',
    async (how) => {
      for (let request = 0; request < 5; request++) {
        const answer = await fail(how);
        expect(codes(answer)).toEqual([how === 'pool' ? 'UNAVAILABLE' : 'INTERNAL']);
        expect(JSON.stringify(answer)).not.toMatch(/secret|SELECT|stack|\.js|\.ts|handler/i);
        expect(answer.errors[0]?.extensions.traceId).toBe(answer.headers.get('x-trace-id'));
      }
    },
  );

  it('of an overloaded edge says when to retry', () => {
    const headers: Record<string, string> = {};
    const reply = {
      request: { headers: {} },
      header: (name: string, value: string) => ((headers[name] = value), reply),
    };
    const error = new GraphQLError('full', { originalError: new OverloadedError() });
    const answer = formatErrors({ errors: [error] }, { reply: reply as never });
    expect([answer.statusCode, headers['retry-after']]).toEqual([503, '1']);
    expect(answer.response.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }]);
  });

  it('reports a timeout', async () => {
    const answer = await fail('slow');
    expect(codes(answer)).toEqual([expect.stringMatching('DEADLINE_EXCEEDED')]);
    expect(answer.errors[0]?.extensions.mayHaveExecuted).toBe(true);
  });

  it('in a list keeps its index as a number', async () => {
    const { errors } = await edge.client.send('{ broken { required } }');
    expect(errors[0]).toMatchObject({ path: ['broken', 1, 'required'], extensions: { code: 'INTERNAL' } });
  });

  it('of access says whether to sign in or to use another account', async () => {
    const anonymous = await edge.client.send('{ signedInOnly }');
    expect([anonymous.status, codes(anonymous)]).toEqual([200, ['UNAUTHENTICATED']]);
    const client = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: ['warehouse'] }));
    expect((await client.send('{ signedInOnly }')).data).toEqual({ signedInOnly: true });
    expect(codes(await client.send('{ salesOnly }'))).toEqual(['ACCESS_DENIED']);
    expect(codes(await client.send('{ internal }'))).toEqual(['ACCESS_DENIED']);
  });
});
