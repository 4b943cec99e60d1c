import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { aRequest, echo, freshContext, gate, hostsOfThisFile, outcomeOf } from '../../test/hosts.js';

describe('a connection that breaks', () => {
  const hosts = hostsOfThisFile();

  it('fails calls in flight as lost, refuses new calls at once, and works again once the server is back', async () => {
    const server = await hosts.server();
    const [caller, callee] = await Promise.all([hosts.host(server), hosts.host(server)]);
    const context = freshContext();
    const running = gate();
    const finish = gate();
    const heard: unknown[] = [];
    await caller.listen(context, (content) => heard.push(content));
    await callee.serve(context, async (request) => {
      if (request.content !== 'slow') return echo(request);
      running.open();
      await finish.opened;
      return { answer: 'too late' };
    });
    const underWay = outcomeOf(caller, context, { content: 'slow' });
    await running.opened;
    await server.kill();
    expect(await underWay).toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
    await vi.waitFor(async () =>
      expect(await outcomeOf(caller, context)).toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false }),
    );
    caller.announce(context, 'lost, and nobody minds');
    finish.open();

    await server.restart();
    await vi.waitFor(
      async () => expect(await outcomeOf(caller, context, { content: 'again' })).toEqual({ answer: 'again' }),
      { timeout: 10_000, interval: 50 },
    );
    callee.announce(context, 'heard again');
    await vi.waitFor(() => expect(heard).toEqual(['heard again']));
  });

  it('answers every call under load, whatever happens to the server, and executes no call twice', async () => {
    const server = await hosts.server();
    const [caller, callee] = await Promise.all([hosts.host(server), hosts.host(server)]);
    const context = freshContext();
    const executed = new Map<number, number>();
    await callee.serve(context, async (request) => {
      const number = request.content as number;
      executed.set(number, (executed.get(number) ?? 0) + 1);
      return echo(request);
    });
    const tally = { answered: 0, lost: 0, refused: 0 };
    const wrong: unknown[] = [];
    let made = 0;
    let over = false;
    const callAgainAndAgain = async (): Promise<void> => {
      while (!over) {
        const number = ++made;
        const outcome = (await outcomeOf(caller, context, { content: number })) as Record<string, unknown>;
        const ran = executed.get(number) ?? 0;
        if (outcome['answer'] === number && ran === 1) tally.answered++;
        else if (outcome['mayHaveExecuted'] === true && ran <= 1) tally.lost++;
        else if (outcome['mayHaveExecuted'] === false && ran === 0) {
          tally.refused++;
          await new Promise((resolve) => setTimeout(resolve, 5));
        } else wrong.push({ number, outcome, ran });
      }
    };
    const callers = Array.from({ length: 32 }, callAgainAndAgain);
    for (let crash = 0; crash < 2; crash++) {
      const before = tally.answered;
      await vi.waitFor(() => expect(tally.answered).toBeGreaterThan(before + 200), { timeout: 10_000 });
      await server.kill();
      await server.restart();
    }
    const before = tally.answered;
    await vi.waitFor(() => expect(tally.answered).toBeGreaterThan(before + 200), { timeout: 10_000 });
    over = true;
    await Promise.all(callers);
    expect(wrong).toEqual([]);
    expect(tally.refused).toBeGreaterThan(0);
  });

  it('keeps replies until their callers can be reached again', async () => {
    const server = await hosts.server();
    const [caller, callee] = await Promise.all([hosts.host(server), hosts.host(server)]);
    const context = freshContext();
    const running = gate();
    await callee.serve(context, async () => {
      running.open();
      await vi.waitFor(() => expect(callee.link.connected).toBe(false));
      return { answer: 'made without a connection' };
    });
    const call = outcomeOf(caller, context);
    await running.opened;
    await callee.link.connection.reconnect();
    expect(await call).toEqual({ answer: 'made without a connection' });
  });

  it('starts serving when the server returns', async () => {
    const server = await hosts.server();
    const [caller, callee] = await Promise.all([hosts.host(server), hosts.host(server)]);
    const context = freshContext();
    await server.kill();
    const serving = callee.serve(context, echo);
    await server.restart();
    await serving;
    await vi.waitFor(async () => expect(await outcomeOf(caller, context, { content: 1 })).toEqual({ answer: 1 }), {
      timeout: 10_000,
    });
  });

  it('closes while there is no connection', async () => {
    const server = await hosts.server();
    const host = await hosts.host(server);
    await server.kill();
    await vi.waitFor(() => expect(host.link.connected).toBe(false));
    await host.drain();
    await host.close();
    expect(await outcomeOf(host, freshContext())).toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
  });
});

describe('a host that stops', () => {
  const hosts = hostsOfThisFile();
  const children: ChildProcess[] = [];
  afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

  async function servingProcess(url: string, context: string): Promise<ChildProcess> {
    const program = fileURLToPath(new URL('../../test/serving-host.mjs', import.meta.url));
    const child = fork(program, [url, context], { execArgv: [] });
    children.push(child);
    await once(child, 'message');
    return child;
  }

  it('killed, loses the answers of its calls and does not affect other hosts', async () => {
    const server = await hosts.server();
    const caller = await hosts.host(server);
    const context = freshContext();
    const killed = await servingProcess(server.url, context);
    const pending = outcomeOf(caller, context, { content: 'slow', deadline: Date.now() + 1_000 });
    await once(killed, 'message');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await pending).toMatchObject({ mayHaveExecuted: true });
    await vi.waitFor(async () =>
      expect(await outcomeOf(caller, context)).toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false }),
    );
    await hosts.host(server).then((other) => other.serve(context, echo));
    expect(await outcomeOf(caller, context, { content: 'well' })).toEqual({ answer: 'well' });
  });

  it('asked to stop, finishes running calls', async () => {
    const server = await hosts.server();
    const caller = await hosts.host(server);
    const context = freshContext();
    const ending = await servingProcess(server.url, context);
    const pending = outcomeOf(caller, context, { content: 'slow' });
    await once(ending, 'message');
    ending.kill('SIGTERM');
    await once(ending, 'message');
    await vi.waitFor(async () => expect(await outcomeOf(caller, context)).toMatchObject({ code: 'UNREACHABLE' }));
    ending.send('finish');
    const [[code]] = await Promise.all([once(ending, 'exit'), pending]);
    expect(await pending).toEqual({ answer: `slow by ${ending.pid}` });
    expect(code).toBe(0);
  });
});

describe('two instances', () => {
  const hosts = hostsOfThisFile();

  it('share ten thousand calls of 256 callers, each answered once and correctly', async () => {
    const server = await hosts.server();
    const caller = await hosts.host(server);
    const instances = await Promise.all([hosts.host(server), hosts.host(server)]);
    const context = freshContext();
    const executed: number[] = [];
    const shares = [0, 0];
    for (const [i, instance] of instances.entries())
      await instance.serve(context, async (request) => {
        shares[i]!++;
        executed.push(request.content as number);
        return echo(request);
      });
    let next = 0;
    const wrong: unknown[] = [];
    await Promise.all(
      Array.from({ length: 256 }, async () => {
        while (next < 10_000) {
          const content = next++;
          const reply = await caller.call(context, aRequest({ content }));
          if (!('answer' in reply) || reply.answer !== content) wrong.push({ content, reply });
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(executed.sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(Math.min(...shares)).toBeGreaterThan(1_000);
  });
});
