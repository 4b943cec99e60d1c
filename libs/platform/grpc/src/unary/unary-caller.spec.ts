import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type StatusObject,
} from '@grpc/grpc-js';
import { Content, contentOf, decodeError, decodeOutput, definitionOf, type MessageClass } from '@multilith/contract';
import { TransportError, type CallReply, type CallRequest } from '@multilith/runtime/transport';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asUsual, Brew, Burn, cook, Inspect, Menu, OutOfTea, Steep, Taste } from '../../test/kitchen.js';
import { KitchenHost } from '../../test/unary/kitchen-host.js';
import { UnaryCaller } from './unary-caller.js';

const requestOf = (message: object, more: Partial<CallRequest> = {}): CallRequest => ({
  host: 'monolith',
  message: definitionOf(message)!.name,
  version: definitionOf(message)!.version,
  content: contentOf(message),
  caller: { kind: 'context', name: 'hall' },
  key: undefined,
  deadline: Date.now() + 20_000,
  principal: undefined,
  trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
  ...more,
});
const brew = new Brew({ tea: 'green', cups: 2, urgent: false });
const lost = (call: Promise<CallReply>): Promise<TransportError> =>
  call.then(
    (reply) => expect.unreachable(`there was a reply: ${JSON.stringify(reply)}`),
    (error: TransportError) => error,
  );

describe('calls to the services of a contract', () => {
  const host = new KitchenHost();
  let client: Client;
  let caller: UnaryCaller;
  beforeAll(async () => {
    await host.start();
    client = new Client(host.address, credentials.createInsecure());
    caller = new UnaryCaller(client);
  });
  afterAll(async () => {
    client.close();
    await host.stop();
  });
  beforeEach(asUsual);
  const failureOf = async (message: object, more?: Partial<CallRequest>): Promise<unknown> => {
    const reply = await caller.call('kitchen', requestOf(message, more));
    return 'failure' in reply ? reply.failure : reply;
  };

  it('are answered as over the link', async () => {
    const reply = (await caller.call('kitchen', requestOf(brew, { key: 'k' }))) as { answer: Content };
    expect(decodeOutput(Brew as MessageClass, reply.answer)).toMatchObject({ cups: 2 });
    expect(cook.calls[0]).toMatchObject({
      caller: { kind: 'context', name: 'hall' },
      idempotencyKey: 'k',
      trace: { traceId: 'a'.repeat(32) },
    });
    expect(await caller.call('kitchen', requestOf(new Taste({})))).toHaveProperty('answer');
  });

  it.each(['ключ', ' spaces ', 'a,b'])('have keys of any kind: %j', async (key) => {
    await caller.call('kitchen', requestOf(brew, { key }));
    expect(cook.calls[0]!.idempotencyKey).toBe(key);
  });

  it('end with errors of the contract', async () => {
    cook.brew = (tea) => {
      throw new OutOfTea({ tea, since: new Date(1e12), left: 0 });
    };
    const reply = (await caller.call('kitchen', requestOf(brew))) as { error: { code: string; data: Content } };
    expect(decodeError(Brew, reply.error.code, reply.error.data)).toEqual(
      new OutOfTea({ tea: 'green', since: new Date(1e12), left: 0 }),
    );
  });

  it('end with the failures of the callee', async () => {
    expect(await failureOf(new Inspect({}))).toMatchObject({ code: 'UNAUTHENTICATED', mayHaveExecuted: false });
    expect(await failureOf(new Burn({}))).toMatchObject({ code: 'INTERNAL', mayHaveExecuted: false });
    expect(await failureOf(brew, { version: 3 })).toMatchObject({ code: 'CONTRACT_MISMATCH', mayHaveExecuted: false });
    expect(await failureOf(new Menu({}), { host: 'cellar' })).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('end at their deadline, and may have executed', async () => {
    let end = (): void => {};
    cook.steep = () => new Promise((resolve) => (end = resolve));
    const error = await lost(caller.call('kitchen', requestOf(new Steep({}), { deadline: Date.now() + 300 })));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: true });
    end();
  });

  it('do not reach journals, nor contracts without a lock', async () => {
    const ask = requestOf(brew, { message: 'kitchen.$journal.read' });
    expect(await lost(caller.call('kitchen', ask))).toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
    const unlocked = requestOf(brew, { content: Content.ofJson({}) });
    expect(await lost(caller.call('kitchen', unlocked))).toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
      message: expect.stringContaining('kitchen.Brew has no protobuf form') as string,
    });
  });
});

describe('calls to a server that is not ours', () => {
  /** How the server ends a call. */
  let end: () => Partial<StatusObject> | 'drop';
  let server: Server;
  let port: number;
  let caller: UnaryCaller;
  const method = {
    path: '/kitchen.v2.KitchenService/Brew',
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  } as const;
  beforeAll(async () => {
    server = new Server();
    const answer: handleUnaryCall<Buffer, Buffer> = (_call, done) => {
      const given = end();
      if (given === 'drop') server.forceShutdown();
      else done(given);
    };
    server.addService(
      { Brew: method, Menu: { ...method, path: '/kitchen.v1.KitchenService/Menu' } },
      { Brew: answer, Menu: answer },
    );
    port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    caller = callerOf(port);
  });
  const clients: Client[] = [];
  afterAll(() => {
    for (const client of clients) client.close();
    server.forceShutdown();
  });

  function callerOf(to: number): UnaryCaller {
    const client = new Client(`127.0.0.1:${to}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    clients.push(client);
    return new UnaryCaller(client);
  }

  it.each<[code: keyof typeof status, failure: string, mayHaveExecuted: boolean]>([
    ['INVALID_ARGUMENT', 'CONTRACT_MISMATCH', false],
    ['PERMISSION_DENIED', 'ACCESS_DENIED', false],
    ['UNAUTHENTICATED', 'UNAUTHENTICATED', false],
    ['UNAVAILABLE', 'UNAVAILABLE', true],
    ['NOT_FOUND', 'INTERNAL', true],
    ['UNKNOWN', 'INTERNAL', true],
    ['INTERNAL', 'INTERNAL', true],
  ])('understand %s without details', async (code, failure, mayHaveExecuted) => {
    end = () => ({ code: status[code], details: 'so it is' });
    const problem = `so it is (${code})`;
    expect(await caller.call('kitchen', requestOf(brew))).toEqual({
      failure: { code: failure, mayHaveExecuted, problem },
    });
    // A query has no effects.
    expect(await caller.call('kitchen', requestOf(new Menu({})))).toEqual({
      failure: { code: failure, mayHaveExecuted: false, problem },
    });
  });

  it('take over what the server says about effects', async () => {
    const metadata = new Metadata();
    metadata.set('may-have-executed', 'false');
    end = () => ({ code: status.UNAVAILABLE, details: '', metadata });
    expect(await caller.call('kitchen', requestOf(brew))).toMatchObject({ failure: { mayHaveExecuted: false } });
    end = () => ({ code: status.RESOURCE_EXHAUSTED, details: 'full', metadata });
    expect(await lost(caller.call('kitchen', requestOf(brew)))).toMatchObject({
      code: 'OVERLOADED',
      mayHaveExecuted: false,
    });
  });

  it('fail as INTERNAL if the details cannot be read', async () => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from([255, 255]));
    end = () => ({ code: status.FAILED_PRECONDITION, details: 'no', metadata });
    expect(await caller.call('kitchen', requestOf(brew))).toMatchObject({ failure: { code: 'INTERNAL' } });
  });

  it('distinguish unsent calls from lost ones', async () => {
    const free = new Server();
    const unused = await new Promise<number>((resolve) =>
      free.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
    );
    await new Promise<void>((resolve) => free.tryShutdown(() => resolve()));
    expect(await lost(callerOf(unused).call('kitchen', requestOf(brew)))).toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
    });
    end = () => 'drop';
    expect(await lost(caller.call('kitchen', requestOf(brew)))).toMatchObject({
      code: 'CONNECTION_LOST',
      mayHaveExecuted: true,
    });
  });
});
