import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asked } from '../../test/echo-context.js';
import type { GraphqlAnswer } from '../testing/graphql-client.js';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge({ requestTimeoutMs: 1500 });
});
afterAll(() => edge?.stop());
beforeEach(() => void asked.splice(0));

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

  it('gets a new trace if its traceparent is invalid', async () => {
    const { data } = await edge.client.send<Caller>(CALLER, undefined, {
      traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
    });
    expect(data.caller.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it('batches the keys of one level', async () => {
    const { things } = await edge.client.data<{ things: object[] }>(
      '{ things(ids: ["a", "b", "c"]) { id next { id next { id } } } }',
    );
    expect(things[0]).toEqual({ id: 'a', next: { id: 'a+', next: { id: 'a++' } } });
    expect(asked).toEqual([
      ['a+', 'b+', 'c+'],
      ['a++', 'b++', 'c++'],
    ]);
  });

  it('passes explicit nulls to resolvers as absent arguments, at every depth', async () => {
    const { echo } = await edge.client.data<{ echo: string }>(
      'query ($input: EchoInput, $note: String) { echo(input: $input, note: $note) }',
      {
        input: { text: null, amount: 0, inner: { text: 'x', at: null } },
        note: null,
      },
    );
    expect(JSON.parse(echo)).toEqual({ input: { amount: 0, inner: { text: 'x' } } });
  });

  it('runs the operation it names, also if another one of the document was compiled', async () => {
    const query = 'query A { a: caller { roles } } query B { b: caller { roles } }';
    const run = (operationName: string): Promise<GraphqlAnswer<object>> =>
      edge.client.post(JSON.stringify({ query, operationName }));
    for (let request = 0; request < 5; request++) expect(Object.keys((await run('A')).data)).toEqual(['a']);
    expect(Object.keys((await run('B')).data)).toEqual(['b']);
  });
});
