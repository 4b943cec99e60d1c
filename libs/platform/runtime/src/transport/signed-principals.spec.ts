import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '@multilith/contract';
import { runAtEdge } from '../call/call-scope.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import { PrincipalTokens } from '../principal/principal-tokens.js';
import { asUsual, cook, Inspect, Menu, Tables, TwoHosts } from '../../test/transport/two-hosts.js';
import type { CallReply, CallRequest, Transport } from './transport.js';

const chef = { subject: 'carl', roles: ['chef'] };

describe('who a call between hosts is made for', () => {
  const hosts = new TwoHosts();
  let stranger: Transport;
  const inspectAs = (principal: string | undefined): Promise<CallReply> => {
    const request: CallRequest = {
      host: 'monolith',
      message: 'kitchen.Inspect',
      version: 1,
      content: {},
      caller: { kind: 'context', name: 'hall' },
      key: undefined,
      deadline: Date.now() + 5_000,
      principal,
      trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
    };
    return stranger.call('kitchen', request);
  };

  beforeAll(async () => {
    await hosts.start();
    stranger = await hosts.network.connect();
  });
  afterAll(() => hosts.stop());
  beforeEach(asUsual);

  it('is refused when it was signed by somebody else, changed, or not signed at all', async () => {
    const forger = new PrincipalTokens(temporaryPrincipalKeys());
    const [header, , signature] = new PrincipalTokens(hosts.principalKeys)
      .tokenOf({ subject: 'dot', roles: [] })!
      .split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'dot', roles: ['chef'] })).toString('base64url');
    const unsigned = JSON.stringify(chef);
    for (const forged of [forger.tokenOf(chef), `${header}.${claims}.${signature}`, unsigned, ''])
      expect(await inspectAs(forged)).toEqual({
        failure: {
          code: 'UNAUTHENTICATED',
          mayHaveExecuted: false,
          problem: 'its principal is not signed by a host that the callee trusts',
        },
      });
    expect(await inspectAs(undefined)).toMatchObject({ failure: { code: 'UNAUTHENTICATED' } });
    expect(await inspectAs(new PrincipalTokens(hosts.principalKeys).tokenOf(chef))).toEqual({ answer: 'carl' });
  });

  it('is signed where they were let in, and travels on from there unchanged', async () => {
    hosts.network.sent.length = 0;
    cook.menu = async ({ queries }) => [String(await queries.execute(new Tables({})))];
    await runAtEdge({ principal: chef }, () => hosts.execute(new Menu({})));
    const [there, andBack] = hosts.network.sent.map(({ request }) => request.principal);
    expect(there).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(andBack).toBe(there);
    expect(cook.calls.map(({ principal }): Principal | undefined => principal)).toEqual([chef, chef]);
  });

  it('is the same signature for every request of the same person', async () => {
    hosts.network.sent.length = 0;
    for (let i = 0; i < 2; i++) await runAtEdge({ principal: { ...chef } }, () => hosts.execute(new Inspect({})));
    const [first, second] = hosts.network.sent.map(({ request }) => request.principal);
    expect(second).toBe(first);
  });

  it('cannot be passed on by a host that may not sign for them', async () => {
    const { trusted } = hosts.principalKeys;
    const keyless = new TwoHosts();
    keyless.monolith = await keyless.startHost('monolith', { principalKeys: { signing: undefined, trusted } });
    keyless.kitchen = await keyless.startHost('kitchen', { principalKeys: { signing: undefined, trusted } });
    await expect(runAtEdge({ principal: chef }, () => keyless.execute(new Inspect({})))).rejects.toMatchObject({
      code: 'INTERNAL',
      mayHaveExecuted: false,
      cause: { code: 'PRINCIPAL_KEY_MISSING' },
    });
    await keyless.stop();
  });
});
