import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Content, type Caller, type Principal } from '@multilith/contract';
import { runAtEdge } from '@multilith/data';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import { PrincipalTokens } from '../principal/principal-tokens.js';
import { asUsual, cook, Inspect, Menu, Tables, TwoHosts } from '../../test/transport/two-hosts.js';
import type { CallRequest } from './call-request.js';
import { plain, type PlainReply } from './conformance/transport-world.js';

const chef = { subject: 'carl', roles: ['chef'] };
const TOPOLOGY = { kitchen: { transport: 'nats' } };

describe('who a call between hosts is made for', () => {
  const hosts = new TwoHosts();
  /** Sends a call as a host that says whatever it likes, but for its name. */
  const send = async (host: string, context: string, call: Partial<CallRequest>): Promise<PlainReply> => {
    const transport = await hosts.network.connect({ host });
    const caller: Caller = { kind: 'context', name: host === 'monolith' ? 'hall' : host };
    const request: CallRequest = {
      host,
      message: 'kitchen.Inspect',
      version: 1,
      content: Content.ofJson({}),
      caller,
      key: undefined,
      deadline: Date.now() + 5_000,
      principal: undefined,
      trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
      ...call,
    };
    return plain(await transport.call(context, request));
  };
  const inspectAs = (principal: string | undefined, host = 'monolith'): Promise<PlainReply> =>
    send(host, 'kitchen', { principal });
  const tokensOf = (host: string, keys = hosts.principalKeys): PrincipalTokens =>
    new PrincipalTokens(keys, host, TOPOLOGY);
  const tokenFor = (principal: Principal, context: string, tokens = tokensOf('monolith')): string =>
    tokens.tokenFor(principal, { context, deadline: undefined, key: undefined })!;
  const UNAUTHENTICATED = {
    failure: {
      code: 'UNAUTHENTICATED',
      mayHaveExecuted: false,
      problem: 'its principal is not signed for this call by a host that the callee trusts',
    },
  };

  beforeAll(() => hosts.start());
  afterAll(() => hosts.stop());
  beforeEach(asUsual);

  it('is refused when it was signed by a stranger, changed, or not signed at all', async () => {
    const forged = tokenFor(chef, 'kitchen', tokensOf('monolith', temporaryPrincipalKeys()));
    const [header, , signature] = tokenFor({ subject: 'dot', roles: [] }, 'kitchen').split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'dot', roles: ['chef'] })).toString('base64url');
    for (const principal of [forged, `${header}.${claims}.${signature}`, JSON.stringify(chef), ''])
      expect(await inspectAs(principal)).toEqual(UNAUTHENTICATED);
    expect(await inspectAs(undefined)).toMatchObject({ failure: { code: 'UNAUTHENTICATED' } });
    expect(await inspectAs(tokenFor(chef, 'kitchen'))).toEqual({ answer: 'carl' });
  });

  it('is refused when it was made for another callee, or for another caller', async () => {
    expect(await inspectAs(tokenFor(chef, 'hall'))).toEqual(UNAUTHENTICATED);
    const [seen] = await sentBy(() => runAtEdge({ principal: chef }, () => hosts.execute(new Inspect({}))));
    expect(await inspectAs(seen!, 'kitchen')).toEqual(UNAUTHENTICATED);
    // What the kitchen got, it cannot use as if it were the monolith: neither at hall nor at itself.
    const tables = { message: 'hall.Tables', principal: seen! };
    expect(await send('kitchen', 'hall', tables)).toEqual(UNAUTHENTICATED);
  });

  it('is signed anew for each callee on its way, by the host that calls on', async () => {
    cook.menu = async ({ queries }) => [String(await queries.execute(new Tables({})))];
    const [there, andBack] = await sentBy(() => runAtEdge({ principal: chef }, () => hosts.execute(new Menu({}))));
    const [letIn] = there!.split('~');
    expect(letIn).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(andBack!.startsWith(`${letIn}~`)).toBe(true);
    // Each call has a secret, which its callee keeps to itself.
    expect(andBack).not.toContain(there!.split('~')[1]);
    expect(cook.calls.map(({ principal }): Principal | undefined => principal)).toEqual([chef, chef]);
  });

  it('is the same signature for every call of the same person to the same context', async () => {
    const [first, second] = await sentBy(async () => {
      for (let i = 0; i < 2; i++) await runAtEdge({ principal: { ...chef } }, () => hosts.execute(new Inspect({})));
    });
    expect(second).toBe(first);
  });

  it('cannot be made up by a host that is no issuer', async () => {
    await expect(
      runAtEdge({ principal: chef }, () => hosts.executeIn('kitchen', new Tables({}))),
    ).rejects.toMatchObject({ code: 'INTERNAL', mayHaveExecuted: false, cause: { code: 'PRINCIPAL_UNPROVEN' } });
  });

  it('is refused at the edge where no host could take it', async () => {
    for (const subject of ['', 'a'.repeat(256), 'ann\nadmin', '\u2028'])
      expect(() => runAtEdge({ principal: { subject, roles: [] } }, () => {})).toThrow(
        expect.objectContaining({ code: 'PRINCIPAL_INVALID' }),
      );
  });

  async function sentBy(work: () => Promise<unknown>): Promise<(string | undefined)[]> {
    hosts.network.sent.length = 0;
    await work();
    return hosts.network.sent.map(({ request }) => request.principal);
  }
});
