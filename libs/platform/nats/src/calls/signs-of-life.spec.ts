import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { echo, freshContext, gate, hostsOfThisFile, outcomeOf, type NatsHost } from '../../test/hosts.js';
import type { NatsServer } from '../testing/index.js';

const MINUTE = 60_000;

describe.concurrent('a long call', { timeout: 3 * MINUTE }, () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let caller: NatsHost;
  beforeAll(async () => {
    server = await hosts.server();
    caller = await hosts.host(server, { limits: { silence: 3 } });
  });

  it('fails long before its deadline if its host is killed', async ({ onTestFinished }) => {
    const context = freshContext();
    const program = fileURLToPath(new URL('../../test/serving-host.mjs', import.meta.url));
    const host = fork(program, [server.url, context], { execArgv: [] });
    onTestFinished(() => void host.kill('SIGKILL'));
    await once(host, 'message');
    const call = outcomeOf(caller, context, { content: 'slow', deadline: Date.now() + 10 * MINUTE });
    await once(host, 'message');
    host.kill('SIGKILL');
    expect(await call).toMatchObject({
      code: 'CONNECTION_LOST',
      problem: `the host of ${context} has shown no sign of life for 3 s.`,
      mayHaveExecuted: true,
    });
  });

  it('fails within seconds if its host is killed and no other one serves the context, however patient the caller is', async ({
    onTestFinished,
  }) => {
    const patient = await hosts.host(server, { limits: { silence: 3_600 } });
    const context = freshContext();
    const program = fileURLToPath(new URL('../../test/serving-host.mjs', import.meta.url));
    const host = fork(program, [server.url, context], { execArgv: [] });
    onTestFinished(() => void host.kill('SIGKILL'));
    await once(host, 'message');
    const call = outcomeOf(patient, context, { content: 'slow', deadline: Date.now() + 10 * MINUTE });
    await once(host, 'message');
    host.kill('SIGKILL');
    expect(await call).toMatchObject({
      code: 'CONNECTION_LOST',
      problem: `no host that serves ${context} is connected to NATS any more.`,
      mayHaveExecuted: true,
    });
  });

  it('may take longer than the caller waits for a silent host, because its host is not silent', async () => {
    const context = freshContext();
    const callee = await hosts.host(server);
    const end = gate();
    await callee.serve(context, async (request) => {
      await end.opened;
      return echo(request);
    });
    const spy = await connect({ servers: server.url });
    const signs: string[] = [];
    spy.subscribe('multilith.reply.monolith.>', {
      callback: (_error, message) => void (/^\[1,\[\d+,4\]/.test(message.string()) && signs.push(message.subject)),
    });
    await spy.flush();
    const call = outcomeOf(caller, context, { content: 'well done', deadline: Date.now() + 10 * MINUTE });
    // Longer than the caller's `silence`.
    await vi.waitFor(() => expect(signs.length).toBeGreaterThan(4), { timeout: MINUTE });
    end.open();
    expect(await call).toEqual({ answer: 'well done' });
    await spy.close();
  });

  it('is cancelled when the caller gives up: its host may only have been slow', async () => {
    const context = freshContext();
    const silent = await connect({ servers: server.url });
    const cancelled: string[] = [];
    silent.subscribe(`multilith.call.${context}.*`, { callback: () => {} });
    silent.subscribe(`multilith.cancel.${context}.*`, {
      callback: (_error, message) => void cancelled.push(message.string()),
    });
    await silent.flush();
    expect(await outcomeOf(caller, context, { deadline: Date.now() + 10 * MINUTE })).toMatchObject({
      code: 'CONNECTION_LOST',
    });
    await vi.waitFor(() => expect(cancelled).toEqual([expect.stringMatching(/^\["[\w-]{22}",\d+\]$/)]));
    await silent.close();
  });
});
