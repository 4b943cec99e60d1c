import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runAtEdge } from '@multilith/data';
import { RemoteCallError } from '../call/remote-call-error.js';
import {
  Ask,
  asUsual,
  Brew,
  cook,
  Flambee,
  Inspect,
  Menu,
  OutOfTea,
  Serve,
  Tables,
  Taste,
  TwoHosts,
} from '../../test/transport/two-hosts.js';

const failureOf = async (call: Promise<unknown>): Promise<RemoteCallError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RemoteCallError);
  return error as RemoteCallError;
};

describe('a context in another host', () => {
  const hosts = new TwoHosts();
  const { network } = hosts;
  beforeAll(() => hosts.start());
  afterAll(() => hosts.stop());
  beforeEach(() => {
    asUsual();
    network.sent.length = 0;
    network.interfere = () => undefined;
  });

  it('answers commands and queries through the stock buses, with values as they were', async () => {
    await expect(hosts.execute(new Brew({ tea: 'green' }))).resolves.toEqual({
      tea: 'green',
      poured: new Date(0),
      drops: 7n,
    });
    await expect(hosts.guest.queries.execute(new Menu({}))).resolves.toEqual(['green']);
    expect(network.sent).toHaveLength(2);
  });

  it('is called from handlers of this host, and calls contexts of this host back', async () => {
    cook.menu = async ({ queries }) => [String(await queries.execute(new Tables({})))];
    await expect(hosts.execute(new Ask({}))).resolves.toBe('fine');
    await expect(hosts.guest.queries.execute(new Menu({}))).resolves.toEqual(['12']);
    expect(network.sent.map(({ request }) => [request.message, request.caller])).toEqual([
      ['kitchen.Taste', { kind: 'context', name: 'hall' }],
      ['kitchen.Menu', { kind: 'edge', name: 'kitchen' }],
      ['hall.Tables', { kind: 'context', name: 'kitchen' }],
    ]);
  });

  it('knows the caller, the principal, the trace, the deadline and the key', async () => {
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const deadline = Date.now() + 5_000;
    const principal = { subject: 'ann', roles: ['guest'] };
    const brew = new Brew({ tea: 'black' }, { idempotencyKey: 'cup-1' });
    await runAtEdge({ principal, trace, deadline }, () => hosts.execute(brew));
    const { caller } = cook.calls[0]!;
    expect(caller).toEqual({ kind: 'edge', name: 'monolith' });
    expect(cook.calls[0]).toMatchObject({ principal, trace, deadline, idempotencyKey: 'cup-1' });

    await runAtEdge({ principal, trace, deadline }, () => hosts.execute(new Serve({ tea: 'black' })));
    expect(cook.calls[1]).toMatchObject({ caller: { kind: 'context', name: 'hall' }, principal, trace });
    expect(cook.calls[1]!.deadline).toBeLessThanOrEqual(Date.now() + 500);
  });

  it('refuses with the errors of its contract, as instances of their class', async () => {
    const since = new Date(5);
    cook.brew = () => Promise.reject(new OutOfTea({ since }));
    const error: unknown = await hosts.execute(new Brew({ tea: 'black' })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OutOfTea);
    expect((error as OutOfTea).data).toEqual({ since });
    expect((error as OutOfTea).message).toContain('1970');
  });

  it('tells no internals of what else goes wrong', async () => {
    cook.brew = () => Promise.reject(new TypeError('password=hunter2'));
    const failure = await failureOf(hosts.execute(new Brew({ tea: 'black' })));
    expect(failure).toMatchObject({ code: 'INTERNAL', mayHaveExecuted: true, cause: undefined });
    expect(failure.message).toBe(
      'INTERNAL: kitchen.Brew, sent by monolith to kitchen, failed: the handler failed unexpectedly. Look in the log of the callee under the same trace.',
    );
  });

  it('enforces who may send a message itself', async () => {
    expect(await failureOf(hosts.execute(new Taste({})))).toMatchObject({
      code: 'ACCESS_DENIED',
      mayHaveExecuted: false,
    });
    expect(await failureOf(hosts.execute(new Inspect({})))).toMatchObject({ code: 'UNAUTHENTICATED' });
    const as = (role: string): Promise<string> =>
      runAtEdge({ principal: { subject: 'bob', roles: [role] } }, () => hosts.execute(new Inspect({})));
    expect(await failureOf(as('guest'))).toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(as('chef')).resolves.toBe('bob');
    expect(network.sent).toHaveLength(4);
  });

  it('says so where it was built with an older contract that has no such message', async () => {
    const failure = await failureOf(hosts.guest.commands.execute(new Flambee({})));
    expect(failure).toMatchObject({ code: 'CONTRACT_MISMATCH', mayHaveExecuted: false });
    expect(failure.message).toContain("the contract of 'kitchen' here has no such message");
  });
});
