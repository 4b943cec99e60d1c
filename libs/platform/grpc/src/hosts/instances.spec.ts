import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anAnswer, aRequest, freshContext, plain } from '@multilith/runtime/transport/conformance';
import { aTransport, aWorld, echo } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';
import type { GrpcTransport } from '../grpc-transport.js';
import type { FoundAddress } from '../link/link-settings.js';

/** Starts a host that answers calls to a context with its name; returns its port. */
async function instance(context: string, name: string): Promise<number> {
  const transport = await aTransport({});
  await transport.serve(context, async () => anAnswer(name));
  return transport.startServer();
}

/** Makes calls one after the other; returns how many of them each callee has answered. */
async function shares(caller: GrpcTransport, context: string, calls: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < calls; i++) {
    const { answer } = plain(await caller.call(context, aRequest())) as { answer: string };
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

describe('instances of a host', () => {
  quietLogs();

  it('are tried again if they take a connection and say nothing', async () => {
    const port = await instance('kitchen', 'a');
    const sockets: Socket[] = [];
    const proxy = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      if (sockets.length === 1) return;
      socket.pipe(connect(port, '127.0.0.1').on('error', () => {})).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    });
    const { port: silent } = proxy.address() as AddressInfo;
    const caller = await aTransport({ hosts: `kitchen=127.0.0.1:${silent}` }, { openMs: 200 });
    await vi.waitFor(async () => expect(await shares(caller, 'kitchen', 1)).toEqual({ a: 1 }), { timeout: 5_000 });
  });

  it('are tried at once when a process of their host opens a link to this one', async () => {
    const never = { first: 600_000, most: 600_000, spare: 600_000 };
    let port: number | undefined;
    const door = createServer((socket) => {
      socket.on('error', () => {});
      if (port === undefined) return void socket.destroy();
      socket.pipe(connect(port, '127.0.0.1').on('error', () => {})).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(door, 'listening');
    onTestFinished(() => void door.close());
    const address = `127.0.0.1:${(door.address() as AddressInfo).port}`;
    const hall = await aTransport({ host: 'hall', hosts: `kitchen=${address}` }, { reconnectMs: never });
    await hall.serve('hall', echo);
    await expect(hall.call('kitchen', aRequest())).rejects.toMatchObject({ code: 'UNREACHABLE' });

    const kitchen = await aTransport({ host: 'kitchen', hosts: `hall=127.0.0.1:${await hall.startServer()}` });
    port = await kitchen.startServer();
    await kitchen.serve('kitchen', async () => anAnswer('a'));
    await kitchen.call('hall', aRequest());
    await vi.waitFor(async () => expect(await shares(hall, 'kitchen', 1)).toEqual({ a: 1 }), { timeout: 5_000 });
  });

  it('get calls by the weights of their addresses', async () => {
    const [a, b] = await Promise.all([instance('kitchen', 'a'), instance('kitchen', 'b')]);
    const caller = await aTransport({ hosts: `kitchen=127.0.0.1:${a}*9,127.0.0.1:${b}*1` });
    await caller.reach('kitchen');
    expect(await shares(caller, 'kitchen', 100)).toEqual({ a: 90, b: 10 });
  });

  it('get the calls of a turn by their number of calls in flight', async () => {
    const [world, context] = [aWorld(), freshContext()];
    const caller = await world.open();
    const gates: (() => void)[] = [];
    for (const name of ['busy', 'free']) {
      const host = await world.open();
      await host.serve(context, async ({ content }) => {
        if (content.value === 'wait') await new Promise<void>((resolve) => gates.push(resolve));
        return anAnswer(name);
      });
    }
    // As many as a batch takes, so all go to one of them.
    const waiting = Array.from({ length: 10 }, () => caller.call(context, aRequest({ content: 'wait' })));
    await vi.waitFor(() => expect(gates).toHaveLength(10));
    const [other] = Object.keys(await shares(caller, context, 1));
    expect(await shares(caller, context, 20)).toEqual({ [other!]: 20 });
    for (const open of gates) open();
    for (const reply of await Promise.all(waiting)) expect(plain(reply)).not.toEqual({ answer: other });
  });

  it('are found by the name of their host, including new ones and ones that have moved', async () => {
    const found: FoundAddress[] = [];
    const lookup = vi.fn(async () => [...found]);
    const caller = await aTransport({ hosts: 'kitchen=kitchen.internal:1' }, { lookup, resolveMs: 10 });
    await expect(caller.call('kitchen', aRequest())).rejects.toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
    });
    const at = async (name: string): Promise<FoundAddress> => ({
      address: '127.0.0.1',
      port: await instance('kitchen', name),
    });
    found.push(await at('first'));
    await vi.waitFor(async () => expect(await shares(caller, 'kitchen', 1)).toEqual({ first: 1 }));
    found.push(await at('second'));
    await vi.waitFor(async () => expect(Object.keys(await shares(caller, 'kitchen', 2))).toHaveLength(2));
    expect(lookup).toHaveBeenCalledWith('kitchen.internal');
    // A working link is kept: some DNS servers return only some of the addresses each time.
    found.length = 0;
    const looked = lookup.mock.calls.length;
    await vi.waitFor(() => expect(lookup.mock.calls.length).toBeGreaterThan(looked + 2));
    expect(Object.keys(await shares(caller, 'kitchen', 2))).toHaveLength(2);
  });

  it('keep their links while names cannot be looked up', async () => {
    const port = await instance('kitchen', 'here');
    const lookup = vi.fn(async (): Promise<FoundAddress[]> => {
      if (lookup.mock.calls.length > 1) throw new Error('the DNS server is down');
      return [{ address: '127.0.0.1', port }];
    });
    const caller = await aTransport({}, { lookup, resolveMs: 5 });
    expect(await shares(caller, 'kitchen', 1)).toEqual({ here: 1 });
    await vi.waitFor(() => expect(lookup.mock.calls.length).toBeGreaterThan(5));
    expect(await shares(caller, 'kitchen', 1)).toEqual({ here: 1 });
  });

  it('are not waited for after a failed attempt: calls fail at once, with the reason', async () => {
    const closed = await aTransport({});
    const port = await closed.startServer();
    await closed.close();
    const caller = await aTransport({ hosts: `kitchen=127.0.0.1:${port}` });
    await caller.reach('kitchen');
    const failure = caller.call('kitchen', aRequest()).catch((error: unknown) => error);
    // No timer and no socket: a few promises later the call has failed.
    const outcome = await Promise.race([failure, new Promise((resolve) => setImmediate(resolve))]);
    expect(outcome).toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
      message: expect.stringContaining(`127.0.0.1:${port} (connect ECONNREFUSED`),
    });
    expect(caller.status().get('kitchen')).toMatchObject([{ state: 'unreachable', address: `127.0.0.1:${port}` }]);
  });

  it('are waited for by the first calls, until their deadlines', async () => {
    // A server that accepts connections and never answers.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const caller = await aTransport({ hosts: `kitchen=127.0.0.1:${port}` }, { firstAttemptMs: 300 });
    const early = caller.call('kitchen', aRequest({ deadline: Date.now() + 50 }));
    const late = caller.call('kitchen', aRequest());
    await expect(early).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: false });
    await expect(late).rejects.toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
    await caller.close();
    silent.close();
  });

  it('take over the calls that a lost instance has not read', async () => {
    const [world, context] = [aWorld(), freshContext()];
    const [caller, other] = [await world.open(), await world.open()];
    const hung = await world.spawn(context);
    await vi.waitFor(() => caller.call(context, aRequest()));
    hung.signal('SIGSTOP');
    // More than the sockets between the two take, in batches of one.
    const request = () => aRequest({ content: 'x'.repeat(60_000), deadline: Date.now() + 60_000 });
    const calls = Array.from({ length: 400 }, () => caller.call(context, request()).catch((error: unknown) => error));
    await other.serve(context, async () => anAnswer('the other one'));
    hung.signal('SIGKILL');
    const outcomes = await Promise.all(calls);
    const moved = outcomes.filter((outcome) => 'answer' in (outcome as object));
    expect(moved.length).toBeGreaterThan(0);
    for (const outcome of outcomes)
      if (!moved.includes(outcome)) expect(outcome).toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
  });

  it('are called by the services of their contracts while they have no links, and over links afterwards', async () => {
    const [context] = [freshContext()];
    const foreign = new Server();
    const port = await new Promise<number>((resolve, reject) =>
      foreign.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const caller = await aTransport({ hosts: `${context}=127.0.0.1:${port}` }, { askAgainMs: 20 });
    await caller.reach(context);
    expect(caller.status().get(context)).toMatchObject([{ state: 'services' }]);
    // Messages without a protobuf form cannot be sent to a service.
    await expect(caller.call(context, aRequest())).rejects.toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
    });
    await expect(caller.askJournal(context, aRequest())).rejects.toMatchObject({ code: 'UNREACHABLE' });
    foreign.forceShutdown();
    const own = await aTransport({ listen: `127.0.0.1:${port}` });
    await own.serve(context, echo);
    await vi.waitFor(async () =>
      expect(plain(await caller.call(context, aRequest({ content: 'now' })))).toEqual({ answer: 'now' }),
    );
    expect(caller.status().get(context)).toMatchObject([{ state: 'link' }]);
  });
});
