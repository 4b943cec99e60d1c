import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_HEADERS } from '../http/answer-headers.js';
import { readiness } from './health.js';
import { HealthServer } from './health-server.js';

let server: HealthServer;
let url: string;
beforeEach(async () => {
  server = new HealthServer();
  url = await server.listen(0, '127.0.0.1');
});
afterEach(() => server.close());

const ask = async (path: string, method = 'GET'): Promise<[number, string]> => {
  const response = await fetch(`${url}${path}`, { method });
  return [response.status, await response.text()];
};

describe('the health of a host without an edge', () => {
  it('is live at once, and ready once its databases respond', async () => {
    expect(await ask('/health/live')).toEqual([200, '{"status":"ok"}']);
    expect(await ask('/health/ready')).toEqual([503, '{"status":"starting"}']);
    server.started(async () => {});
    expect(await ask('/health/ready')).toEqual([200, '{"status":"ok"}']);
  });

  it('is not ready while a database does not respond, and stays live', async () => {
    server.started(() => Promise.reject(new Error('refused')));
    expect(await ask('/health/ready')).toEqual([503, '{"status":"database-unavailable"}']);
    expect(await ask('/health/live')).toEqual([200, '{"status":"ok"}']);
  });

  it('is not ready once the host drains', async () => {
    server.started(async () => {});
    server.drain();
    expect(await ask('/health/ready')).toEqual([503, '{"status":"draining"}']);
  });

  it('sets protective browser headers on every response', async () => {
    server.serve({ contentType: 'text/plain', read: async () => 'up 1\n' });
    for (const path of ['/health/live', '/health/ready', '/metrics', '/elsewhere']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(Object.fromEntries(headers), path).toMatchObject(ANSWER_HEADERS);
    }
  });

  it('answers HEAD like GET, and nothing else', async () => {
    expect(await ask('/health/ready', 'HEAD')).toEqual([503, '']);
    expect((await ask('/health/ready', 'POST'))[0]).toBe(404);
    expect((await ask('/'))[0]).toBe(404);
  });

  it('serves metrics if they are enabled', async () => {
    expect((await ask('/metrics'))[0]).toBe(404);
    server.serve({ contentType: 'text/plain', read: async () => 'up 1\n' });
    expect(await ask('/metrics')).toEqual([200, 'up 1\n']);
    expect(await ask('/metrics', 'HEAD')).toEqual([200, '']);
    expect((await ask('/metrics', 'POST'))[0]).toBe(404);
    server.serve({ contentType: 'text/plain', read: () => Promise.reject(new Error('no figures')) });
    expect(await ask('/metrics')).toEqual([500, 'no figures\n']);
  });

  it('queries the databases once for concurrent requests', async () => {
    let asked = 0;
    const ping = async (): Promise<void> => void asked++;
    const checked = { ping, draining: false };
    const checks = Array.from({ length: 20 }, () => readiness(checked));
    expect(await Promise.all(checks)).toEqual(checks.map(() => ({ status: 'ok' })));
    expect(asked).toBe(1);
    await readiness(checked);
    expect(asked).toBe(2);
  });

  it('closes a connection without a request', async () => {
    const { hostname, port } = new URL(url);
    const slow = [
      'GET /health/live HTTP/1.1\r\nhost: x\r\nx-slow: ',
      'POST /health/live HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1',
    ];
    await Promise.all(
      slow.map(async (head) => {
        const socket = connect(Number(port), hostname).on('error', () => {});
        socket.write(head);
        await once(socket.resume(), 'close');
      }),
    );
  });

  it('stops while a client keeps its connection open', async () => {
    await ask('/health/live');
    await server.close();
    await expect(ask('/health/live')).rejects.toThrow('fetch failed');
    server = new HealthServer();
    url = await server.listen(0, '127.0.0.1');
  });
});
