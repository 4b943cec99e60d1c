import { afterEach, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

const metrics = { contentType: 'text/plain; version=0.0.4; charset=utf-8', read: async () => 'up 1\n' };
let edge: RunningEdge;
afterEach(() => edge.stop());

const ask = async (headers: Record<string, string> = {}, method = 'GET'): Promise<[number, string]> => {
  const response = await fetch(`${edge.url}/metrics`, { method, headers });
  return [response.status, await response.text()];
};

describe('the metrics page', () => {
  it('serves Prometheus metrics in development without authentication', async () => {
    edge = await startEdge({ metrics });
    const response = await fetch(`${edge.url}/metrics`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      metrics.contentType,
      'up 1\n',
    ]);
    expect(await ask({}, 'HEAD')).toEqual([200, '']);
  });

  it('is available only to role operations in production', async () => {
    edge = await startEdge({ metrics, development: false });
    const as = async (...roles: string[]): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await edge.issuer.sign({ subject: 'prometheus', roles })}`,
    });
    expect((await ask())[0]).toBe(404);
    expect((await ask(await as('sales')))[0]).toBe(404);
    expect(await ask(await as('operations'))).toEqual([200, 'up 1\n']);
  });

  it('does not exist if metrics are off', async () => {
    edge = await startEdge();
    expect((await ask())[0]).toBe(404);
  });
});
