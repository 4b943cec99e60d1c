import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkFacts, WorkObserver } from '@multilith/runtime/observe';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

interface Seen {
  readonly facts: Record<string, unknown>;
  ends: number;
  failure?: unknown;
}

const requests: Seen[] = [];
const observer: WorkObserver = {
  begin: ({ kind }) => {
    const seen: Seen = { facts: {}, ends: 0 };
    if (kind === 'request') requests.push(seen);
    return {
      trace: undefined,
      describe: (facts: WorkFacts) => void Object.assign(seen.facts, facts),
      end: (failure) => {
        seen.ends++;
        seen.failure = failure;
      },
    };
  },
};

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge({ observer });
});
afterAll(() => edge?.stop());
beforeEach(() => void requests.splice(0));

describe('an observed request', () => {
  it('ends once with the status of its response, also on keep-alive connections', async () => {
    await edge.client.post('{"query":"{ caller { roles } }"}');
    await edge.client.post('{');
    await vi.waitFor(() => expect(requests.map(({ ends }) => ends)).toEqual([1, 1]));
    expect(requests.map(({ facts }) => facts['http.response.status_code'])).toEqual([200, 400]);
    expect(requests.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  });

  it('ends as a failure if its client disconnects before it has sent everything', async () => {
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    const head = ['POST /graphql HTTP/1.1', 'host: localhost', 'content-type: application/json', 'content-length: 100'];
    socket.write(`${head.join('\r\n')}\r\n\r\n{"query"`);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(() => expect(requests[0]!.ends).toBe(1));
    expect(requests[0]!.failure).toMatchObject({ message: 'The client left before it was answered' });
  });
});
