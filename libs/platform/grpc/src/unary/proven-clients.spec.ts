import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { asUsual, cook, Inspect, Menu, Taste } from '../../test/kitchen.js';
import { Certificates } from '../../test/secured-hosts.js';
import { KitchenHost } from '../../test/unary/kitchen-host.js';
import { bearer, Stranger, type Failed } from '../../test/unary/stranger.js';

/** `partner` and `auditor` are clients, `hall` and `cellar` hosts; `auditor` and `cellar` may do nothing here. */
describe('a client of a host with mutual TLS', () => {
  const host = new KitchenHost(['partner']);
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = new Certificates(afterAll);
    await host.start({
      tls: certificates.host('kitchen'),
      permissions: certificates.file(
        'permissions.json',
        JSON.stringify({ hosts: { hall: { calls: ['kitchen'], follows: [] } } }),
      ),
      clients: 'partner=kitchen;auditor=hall',
    });
  });
  afterAll(() => host.stop());
  beforeEach(asUsual);

  /** A client with a certificate of the deployment. */
  function connected(kind: 'client' | 'host', name: string): Stranger {
    const { authority } = certificates;
    const stranger = new Stranger(host.address, { ...authority[kind](name), ca: authority.certificate });
    onTestFinished(() => stranger.close());
    return stranger;
  }
  const codeOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'OK',
      ({ code }: Failed) => status[code]!,
    );

  it('has the name of its certificate', async () => {
    const partner = connected('client', 'partner');
    await partner.call(new Menu({}));
    await partner.call(new Menu({}), { 'multilith-host': 'partner' });
    expect(cook.calls.map(({ caller }) => caller)).toEqual(Array(2).fill({ kind: 'edge', name: 'partner' }));
    expect(await codeOf(partner.call(new Taste({})))).toBe('PERMISSION_DENIED');
  });

  it('cannot take another name, nor that of a context', async () => {
    const partner = connected('client', 'partner');
    for (const name of ['hall', 'monolith', 'kitchen'])
      expect(await codeOf(partner.call(new Menu({}), { 'multilith-host': name }))).toBe('UNAUTHENTICATED');
    for (const caller of ['context/hall', 'context/partner', 'edge/monolith'])
      expect(await codeOf(partner.call(new Menu({}), { 'multilith-caller': caller }))).toBe('UNAUTHENTICATED');
    expect(cook.calls).toEqual([]);
  });

  it('signs people in under its own name only', async () => {
    const signed = (issuer: string): Record<string, string> => ({
      authorization: bearer(issuer, host.keys(issuer).signing!, 'ada', ['chef'], 'kitchen'),
    });
    const partner = connected('client', 'partner');
    expect(await partner.call(new Inspect({}), signed('partner'))).toEqual({ inspector: 'ada' });
    expect(await codeOf(partner.call(new Inspect({}), signed('monolith')))).toBe('UNAUTHENTICATED');
  });

  it('is refused where it is not listed', async () => {
    expect(await codeOf(connected('client', 'auditor').call(new Menu({})))).toBe('PERMISSION_DENIED');
    expect(await codeOf(connected('client', 'nemo').call(new Menu({})))).toBe('PERMISSION_DENIED');
    expect(await codeOf(connected('host', 'cellar').call(new Menu({})))).toBe('PERMISSION_DENIED');
    expect(cook.calls).toEqual([]);
  });

  it('may be a host, such as that of a context in another language, which calls for this context only', async () => {
    const hall = connected('host', 'hall');
    expect(await codeOf(hall.call(new Menu({}), { 'multilith-caller': 'edge/hall' }))).toBe('OK');
    // By the topology, `hall` runs in the main host.
    expect(await codeOf(hall.call(new Taste({}), { 'multilith-caller': 'context/hall' }))).toBe('UNAVAILABLE');
    expect(await codeOf(hall.call(new Taste({}), { 'multilith-caller': 'context/kitchen' }))).toBe('UNAVAILABLE');
  });
});
