import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '@multilith/contract';
import type { JournaledEvent } from '@multilith/data';
import { keyIdOf, temporaryPrincipalKeys, type HostKeys } from './principal-keys.js';
import { PrincipalTokens, type AddressedCall, type ArrivedCall } from './principal-tokens.js';
import {
  digestOf,
  headerOf,
  MAX_PARTS,
  MAX_TOKEN_LENGTH,
  signPart,
  withSecret,
  type PartClaims,
} from './token-part.js';

/** People come in at the monolith, which runs `hall`; `kitchen`, `cellar` and `orders` have hosts of their own. */
const TOPOLOGY = Object.fromEntries(['kitchen', 'cellar', 'orders'].map((name) => [name, { transport: 'nats' }]));
const ann: Principal = { subject: 'ann', roles: ['sales', 'ünicode'] };
const MINUTE = 60_000;
const SECRET = 's'.repeat(22);
/** A token without the secret of its call, as it stands in the chains that are made of it. */
const chainOf = (token: string): string => token.slice(0, token.lastIndexOf('~'));
const usedMemory = (): number => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const refused = (why: string | RegExp): unknown =>
  expect.objectContaining({ code: 'PRINCIPAL_REFUSED', message: expect.stringMatching(why) as string });

describe('a principal between hosts', () => {
  const keys = temporaryPrincipalKeys();
  const at = (host: string, own: (host: string) => HostKeys = keys): PrincipalTokens =>
    new PrincipalTokens(own, host, TOPOLOGY);
  let [monolith, kitchen, cellar, orders] = ['monolith', 'kitchen', 'cellar', 'orders'].map((host) => at(host)) as [
    PrincipalTokens,
    PrincipalTokens,
    PrincipalTokens,
    PrincipalTokens,
  ];
  const to = (context: string, call: Partial<AddressedCall> = {}): AddressedCall => ({
    context,
    deadline: Date.now() + 30_000,
    key: undefined,
    ...call,
  });
  const from = (host: string, context: string, call: Partial<ArrivedCall> = {}): ArrivedCall => ({
    host,
    context,
    kind: 'query',
    key: undefined,
    ...call,
  });
  /** Signs anything, as a hostile host would. */
  const forge = (host: string, before: string | undefined, claims: Partial<PartClaims>): string => {
    const { signing, trusted } = keys(host);
    const seconds = Math.floor(Date.now() / 1_000);
    const times = { iat: seconds, exp: seconds + 300 };
    const all = { use: 'call', iss: host, ...times, cnf: digestOf(SECRET), ...claims } as PartClaims;
    const chain = before?.replace(/~[\w-]{22}$/, '');
    const token = signPart(chain, headerOf(keyIdOf(trusted.get(host)![0]!)), all, signing!);
    return all.use === 'event' ? token : withSecret(token, SECRET);
  };
  const event = (over: Partial<JournaledEvent> = {}): JournaledEvent => ({
    eventId: 'e1',
    name: 'orders.Placed',
    version: 1,
    key: 'k',
    lane: 0,
    position: 1n,
    payload: {},
    occurredAt: new Date(),
    headers: { trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }, principal: ann },
    ...over,
  });
  /** An event of `orders` as another host receives it. */
  const sent = (own: JournaledEvent, by = orders): JournaledEvent => ({
    ...own,
    headers: { trace: own.headers.trace, eventToken: by.tokenOfEvent(own)! },
  });
  /** What `orders` publishes while it handles a call of ann. */
  const ordered = (over: Partial<JournaledEvent> = {}): JournaledEvent => {
    const arrived = orders.verify(monolith.tokenFor(ann, to('orders'))!, from('monolith', 'orders'));
    return event({ headers: { trace: event().headers.trace, ...orders.kept(arrived) }, ...over });
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T12:00:00Z') });
    [monolith, kitchen, cellar, orders] = [at('monolith'), at('kitchen'), at('cellar'), at('orders')];
  });
  afterEach(() => void vi.useRealTimers());

  describe('in a call', () => {
    it('is believed by the context that is called, with its roles', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      expect(kitchen.verify(token, from('monolith', 'kitchen'))).toEqual(ann);
    });

    it('is refused by every other context, from every other host, and by strangers', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      expect(() => cellar.verify(token, from('monolith', 'cellar'))).toThrow(refused("made for 'kitchen'"));
      expect(() => monolith.verify(token, from('kitchen', 'hall'))).toThrow(refused("made for 'kitchen'"));
      expect(() => kitchen.verify(token, from('cellar', 'kitchen'))).toThrow(
        refused("host 'monolith', not of 'cellar'"),
      );
      const stranger = at('kitchen', temporaryPrincipalKeys());
      expect(() => stranger.verify(token, from('monolith', 'kitchen'))).toThrow(refused('does not know'));
      expect(() => new PrincipalTokens(undefined).verify(token, from('monolith', 'kitchen'))).toThrow(refused(''));
    });

    it('is passed on by the callee alone, and further on', () => {
      const first = kitchen.verify(monolith.tokenFor(ann, to('kitchen'))!, from('monolith', 'kitchen'));
      const second = cellar.verify(kitchen.tokenFor(first, to('cellar'))!, from('kitchen', 'cellar'));
      const back = monolith.verify(cellar.tokenFor(second, to('hall'))!, from('cellar', 'hall'));
      expect([second, back]).toEqual([ann, ann]);
      expect(cellar.tokenFor(first, to('hall'))).toBeUndefined();
      expect(cellar.tokenFor({ ...second }, to('hall'))).toBeUndefined();
    });

    it('cannot be passed on by a host that got hold of the token of another', () => {
      const stolen = monolith.tokenFor(ann, to('kitchen'))!;
      const onward = forge('cellar', stolen, { aud: 'hall' });
      expect(() => monolith.verify(onward, from('cellar', 'hall'))).toThrow(
        refused("'kitchen' and used by host 'cellar'"),
      );
      const asKitchen = forge('cellar', stolen, { aud: 'hall', iss: 'kitchen' });
      expect(() => monolith.verify(asKitchen, from('cellar', 'hall'))).toThrow(refused('does not know'));
      const byMain = forge('monolith', stolen, { aud: 'cellar' });
      expect(() => cellar.verify(byMain, from('monolith', 'cellar'))).toThrow(refused('not made for'));
    });

    it('is of no use to those who saw it in the chain of a later call or event, even under the name of its caller', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const own = kitchen.verify(token, from('monolith', 'kitchen'));
      const chain = kitchen.tokenFor(own, to('hall'))!;
      const seen = chain.slice(0, chain.indexOf('~'));
      expect(token.startsWith(`${seen}~`)).toBe(true);
      expect(() => kitchen.verify(seen, from('monolith', 'kitchen'))).toThrow(refused('without the secret'));
      for (const secret of [SECRET, chain.split('~').at(-1)!])
        expect(() => kitchen.verify(`${seen}~${secret}`, from('monolith', 'kitchen'))).toThrow(
          refused('another secret'),
        );
      expect(kitchen.verify(token, from('monolith', 'kitchen'))).toBe(own);
    });

    it('cannot be let in by a host that is no issuer', () => {
      const token = forge('kitchen', undefined, { sub: 'ann', roles: ['admin'], aud: 'hall' });
      expect(() => monolith.verify(token, from('kitchen', 'hall'))).toThrow(
        refused('not among those that let people in'),
      );
      const both = (host: string): HostKeys => ({ ...keys(host), issuers: new Set(['monolith', 'kitchen']) });
      expect(at('monolith', both).verify(token, from('kitchen', 'hall'))).toEqual({ subject: 'ann', roles: ['admin'] });
      expect(kitchen.tokenFor(ann, to('hall'))).toBeUndefined();
      expect(at('kitchen', both).tokenFor(ann, to('hall'))).toBeDefined();
    });

    it('goes through a dozen hosts, and no further than its token may grow', () => {
      let principal = kitchen.verify(monolith.tokenFor(ann, to('kitchen'))!, from('monolith', 'kitchen'));
      let calls = 1;
      for (let token; ; calls++) {
        token = calls % 2 ? kitchen.tokenFor(principal, to('cellar')) : cellar.tokenFor(principal, to('kitchen'));
        if (token === undefined) break;
        principal =
          calls % 2
            ? cellar.verify(token, from('kitchen', 'cellar'))
            : kitchen.verify(token, from('cellar', 'kitchen'));
      }
      expect(calls).toBe(MAX_PARTS);
    });

    it('ends after five minutes, however often it is passed on and however late the call says it was made', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const arrived = kitchen.verify(token, from('monolith', 'kitchen'));
      const onward = forge('kitchen', token, { aud: 'hall', exp: Math.floor(Date.now() / 1_000) + 3_600 });
      vi.setSystemTime(Date.now() + 5 * MINUTE + 29_000);
      expect(kitchen.verify(token, from('monolith', 'kitchen'))).toBe(arrived);
      vi.setSystemTime(Date.now() + 2_000);
      expect(() => kitchen.verify(token, from('monolith', 'kitchen'))).toThrow(refused('clocks'));
      expect(() => monolith.verify(onward, from('kitchen', 'hall'))).toThrow(refused('expired 31 s ago'));
      expect(() => monolith.verify(kitchen.tokenFor(arrived, to('hall'))!, from('kitchen', 'hall'))).toThrow(
        refused('expired'),
      );
    });

    it('is not kept alive by two contexts that call each other', () => {
      let principal = kitchen.verify(monolith.tokenFor(ann, to('kitchen'))!, from('monolith', 'kitchen'));
      for (let i = 0; i < 3; i++) {
        vi.setSystemTime(Date.now() + 2 * MINUTE);
        const back = (): Principal =>
          monolith.verify(kitchen.tokenFor(principal, to('hall'))!, from('kitchen', 'hall'));
        if (i === 2) expect(back).toThrow(refused('expired'));
        else principal = kitchen.verify(monolith.tokenFor(back(), to('kitchen'))!, from('monolith', 'kitchen'));
      }
    });

    it('is valid as long as its call may take, but never beyond two hours', () => {
      const long = monolith.tokenFor(ann, to('kitchen', { deadline: Date.now() + 60 * MINUTE }))!;
      const endless = forge('monolith', undefined, { ...ann, sub: 'ann', aud: 'kitchen', exp: 99_999_999_999 });
      expect(() => kitchen.verify(endless, from('monolith', 'kitchen'))).toThrow(refused('for no call'));
      vi.setSystemTime(Date.now() + 60 * MINUTE);
      expect(kitchen.verify(long, from('monolith', 'kitchen'))).toEqual(ann);
    });

    it('is not believed from the future, and says that the clocks differ', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      vi.setSystemTime(Date.now() - 31_000);
      expect(() => kitchen.verify(token, from('monolith', 'kitchen'))).toThrow(refused('31 s from now.*clocks'));
      vi.setSystemTime(Date.now() + 1_000);
      expect(kitchen.verify(token, from('monolith', 'kitchen'))).toEqual(ann);
    });

    it('is signed and checked once for many calls, and anew before it ends', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      expect(monolith.tokenFor({ ...ann }, to('kitchen'))).toBe(token);
      expect(monolith.tokenFor({ ...ann, roles: ['sales'] }, to('kitchen'))).not.toBe(token);
      expect(monolith.tokenFor(ann, to('cellar'))).not.toBe(token);
      const arrived = kitchen.verify(token, from('monolith', 'kitchen'));
      expect(kitchen.verify(token, from('monolith', 'kitchen'))).toBe(arrived);
      const onward = kitchen.tokenFor(arrived, to('hall'))!;
      expect(kitchen.tokenFor(arrived, to('hall', { key: 'a command' }))).toBe(onward);
      vi.setSystemTime(Date.now() + 2.6 * MINUTE);
      expect(monolith.tokenFor({ ...ann }, to('kitchen'))).not.toBe(token);
      expect(kitchen.tokenFor(arrived, to('hall'))).not.toBe(onward);
    });

    it('outlives a rotation of keys as long as the old public half is listed', () => {
      const next = temporaryPrincipalKeys();
      const both = (host: string): HostKeys => ({
        ...next(host),
        trusted: {
          has: () => true,
          get: (name) => [...next(host).trusted.get(name)!, ...keys(name).trusted.get(name)!],
        },
      });
      const old = monolith.tokenFor(ann, to('kitchen'))!;
      expect(at('kitchen', both).verify(old, from('monolith', 'kitchen'))).toEqual(ann);
      expect(() => at('kitchen', next).verify(old, from('monolith', 'kitchen'))).toThrow(refused('does not know'));
    });
  });

  describe('with an event', () => {
    it('is the subject without roles, in every placement', () => {
      const bare = { subject: 'ann', roles: [] };
      expect(orders.principalOf(ordered(), 'orders')).toEqual(bare);
      expect(kitchen.principalOf(sent(ordered()), 'orders')).toEqual(bare);
      expect(monolith.principalOf(event(), 'hall')).toEqual(bare);
      expect(kitchen.principalOf(sent(event({ name: 'hall.Opened' }), monolith), 'hall')).toEqual(bare);
    });

    it('belongs to that event, its publisher and its time', () => {
      const own = ordered();
      const wire = sent(own);
      expect(() => kitchen.principalOf({ ...wire, eventId: 'e2' }, 'orders')).toThrow(refused('another event'));
      expect(() => kitchen.principalOf(wire, 'hall')).toThrow(refused('another event'));
      const later = new Date(own.occurredAt.getTime() + 1_000);
      expect(() => kitchen.principalOf({ ...wire, occurredAt: later }, 'orders')).toThrow(refused('another event'));
      const stolen = forge('cellar', own.headers.principalToken, { use: 'event', evt: 'e1', pub: 'cellar', at: 0 });
      expect(() =>
        kitchen.principalOf({ ...wire, headers: { ...wire.headers, eventToken: stolen } }, 'cellar'),
      ).toThrow(refused("'orders' and used by host 'cellar'"));
    });

    it('is refused if the call was over when the event is said to have been published', () => {
      const late = ordered({ occurredAt: new Date(Date.now() + 10 * MINUTE) });
      expect(() => kitchen.principalOf(sent(late), 'orders')).toThrow(refused('not valid when its event'));
      const early = ordered({ eventId: 'e3', occurredAt: new Date(Date.now() - MINUTE) });
      expect(() => kitchen.principalOf(sent(early), 'orders')).toThrow(refused('not valid when its event'));
    });

    it('is believed months later, and so are the queries and commands of its work', () => {
      const wire = sent(ordered());
      vi.setSystemTime(Date.now() + 180 * 24 * 60 * MINUTE);
      const principal = kitchen.principalOf(wire, 'orders')!;
      expect(kitchen.isCausedByEvent(principal)).toBe(true);
      const asked = kitchen.tokenFor(principal, to('cellar'))!;
      expect(cellar.verify(asked, from('kitchen', 'cellar'))).toEqual({ subject: 'ann', roles: [] });
      const sentCommand = kitchen.tokenFor(principal, to('cellar', { key: 'k1' }))!;
      const command = from('kitchen', 'cellar', { kind: 'command', key: 'k1' });
      expect(cellar.verify(sentCommand, command)).toEqual({ subject: 'ann', roles: [] });
    });

    it('cannot be used for a call by itself, nor for a command with another key than that of the work', () => {
      const wire = sent(ordered());
      const { eventToken } = wire.headers;
      expect(() => cellar.verify(eventToken!, from('orders', 'orders'))).toThrow(refused('goes with an event'));
      const principal = kitchen.principalOf(wire, 'orders')!;
      const query = kitchen.tokenFor(principal, to('cellar'))!;
      const command = kitchen.tokenFor(principal, to('cellar', { key: 'k1' }))!;
      const arrived = from('kitchen', 'cellar', { kind: 'command', key: 'k2' });
      for (const token of [query, command])
        for (const key of [undefined, 'k2'])
          expect(() => cellar.verify(token, { ...arrived, key })).toThrow(refused('work of event e1'));
      expect(() => monolith.verify(command, from('kitchen', 'hall'))).toThrow(refused("made for 'cellar'"));
      expect(() => cellar.verify(command, from('orders', 'cellar'))).toThrow(
        refused("host 'kitchen', not of 'orders'"),
      );
    });

    it('is that of the work also where a host handles its own event', () => {
      const principal = orders.principalOf(ordered(), 'orders')!;
      const token = orders.tokenFor(principal, to('hall', { key: 'k1' }))!;
      const command = from('orders', 'hall', { kind: 'command', key: 'k1' });
      expect(monolith.verify(token, command)).toEqual({ subject: 'ann', roles: [] });
      expect(() => monolith.verify(token, { ...command, key: 'k2' })).toThrow(refused('work of event e1'));
    });

    it('goes on from event to event, and is left out before the token gets too long', () => {
      let [host, name] = ['orders', 'orders'];
      let arrived = ordered();
      let hops = 0;
      for (;;) {
        const tokens = at(host);
        const principal = tokens.principalOf(hops === 0 ? arrived : arrived, name);
        const kept = tokens.kept(principal!);
        if (!kept.principalToken) break;
        const own = event({
          eventId: `e${++hops + 1}`,
          name: `${host}.Went`,
          headers: { trace: arrived.headers.trace, ...kept },
        });
        const wire = sent(own, tokens);
        expect(wire.headers.eventToken!.length).toBeLessThanOrEqual(MAX_TOKEN_LENGTH);
        name = host;
        host = host === 'kitchen' ? 'cellar' : 'kitchen';
        arrived = wire;
        expect(at(host).principalOf(arrived, name)?.subject).toBe('ann');
      }
      expect(hops).toBeGreaterThan(8);
      expect(hops).toBeLessThan(MAX_PARTS);
    });

    it('is left out of an event that work publishes after its call was over', () => {
      const arrived = orders.verify(monolith.tokenFor(ann, to('orders'))!, from('monolith', 'orders'));
      expect(orders.kept(arrived).principal).toEqual({ subject: 'ann', roles: [] });
      vi.setSystemTime(Date.now() + 6 * MINUTE);
      expect(orders.kept(arrived)).toEqual({});
      expect(monolith.kept(ann)).toEqual({ principal: { subject: 'ann', roles: [] } });
    });

    it('outlives a move of a context between hosts', () => {
      const wire = sent(ordered());
      const inlined = new PrincipalTokens(keys, 'kitchen', { kitchen: { transport: 'nats' } });
      expect(inlined.principalOf(wire, 'orders')).toEqual({ subject: 'ann', roles: [] });
    });

    it('is that of its event, whatever another context of the host has written under the id of it', () => {
      const headers = { ...event().headers, principal: { subject: 'eve', roles: [] } };
      // A context that runs beside orders writes these rows into its own journal, before or after the event is sent.
      for (const forged of [
        event({ name: 'hall.Opened' }),
        event({ headers }),
        event({ name: 'hall.Opened', headers }),
      ])
        monolith.tokenOfEvent(forged);
      expect(kitchen.principalOf(sent(event(), monolith), 'orders')).toEqual({ subject: 'ann', roles: [] });
    });

    it('is missing if the event of a host that is no issuer came without a token', () => {
      expect(orders.tokenOfEvent(event())).toBeUndefined();
      const headers = { ...event().headers, principalToken: 'of.another.form' };
      expect(orders.tokenOfEvent(event({ headers }))).toBeUndefined();
    });
  });

  describe('that is forged', () => {
    const arrived = from('monolith', 'kitchen');

    it('is refused with anything about it changed', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const [header, claims, signature] = token.split('.') as [string, string, string];
      const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
      const admin = base64({
        ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object),
        roles: ['admin'],
      });
      const forgeries = [
        '',
        'a.b.c',
        `${token}.`,
        `${token}~`,
        `~${token}`,
        `${token}~${token}`,
        `${header}.${claims}.`,
        `${header}.${admin}.${signature}`,
        `${base64({ alg: 'none', kid, typ: 'ml-principal' })}.${admin}.`,
        `${base64({ alg: 'none', kid, typ: 'ml-principal' })}.${claims}.${signature}`,
        `${base64({ alg: 'EdDSA', kid: '__proto__', typ: 'ml-principal' })}.${admin}.${signature}`,
        `${base64({ alg: 'EdDSA', kid, typ: 'JWT' })}.${claims}.${signature}`,
      ];
      for (const forged of forgeries) expect(() => kitchen.verify(forged, arrived), forged).toThrow(refused(''));
      expect(kitchen.verify(token, arrived)).toEqual(ann);
    });

    it('has one spelling', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const last = token.at(-1)!;
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      // The last character of 64 bytes in base64url carries two bits; four more are ignored by lenient decoders.
      const twins = [...alphabet].filter((char) => char !== last).map((char) => token.slice(0, -1) + char);
      const signature = chainOf(token);
      const signatures = [...alphabet]
        .filter((char) => char !== signature.at(-1))
        .map((char) => signature.slice(0, -1) + char);
      twins.push(...signatures.map((spelled) => spelled + token.slice(signature.length)));
      const classic = token.replace(/\.([^.]*)$/, (text) => text.replaceAll('-', '+').replaceAll('_', '/'));
      const spellings = [`${token}=`, `${token}!`, `${token}\n`, ` ${token}`, token.replace('.', '=.'), ...twins];
      if (classic !== token) spellings.push(classic);
      for (const spelled of spellings)
        expect(() => kitchen.verify(spelled, arrived), spelled.slice(-9)).toThrow(refused(''));
    });

    it('is refused before anything is remembered, whatever its size: memory is bounded', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const before = usedMemory();
      for (let i = 0; i < 2_000; i++) {
        const filling = String(i).padStart(8, '0') + Buffer.alloc(100_000, 97 + (i % 26)).toString('latin1');
        expect(() => kitchen.verify(`${token}=${filling}`, arrived)).toThrow();
      }
      expect(usedMemory() - before).toBeLessThan(20_000_000);
      expect(() => kitchen.verify(`${'a'.repeat(16)}.${'a'.repeat(9_000)}.${'a'.repeat(86)}`, arrived)).toThrow(
        refused('longer than'),
      );
      const many = Array.from({ length: MAX_PARTS + 1 }, () => `${'a'.repeat(16)}.${'b'.repeat(16)}.${'c'.repeat(86)}`);
      expect(() => kitchen.verify(many.join('~'), arrived)).toThrow(refused('more than'));
    });

    it.each<[string, Partial<Record<keyof PartClaims, unknown>>]>([
      ['no subject', {}],
      ['a number as subject', { sub: 7, roles: [] }],
      ['an empty subject', { sub: '', roles: [] }],
      ['no roles', { sub: 'ann' }],
      ['roles that are no texts', { sub: 'ann', roles: [1] }],
      ['a line break in the subject', { sub: 'ann\nadmin', roles: [] }],
      ['a NUL in the subject', { sub: 'ann\u0000', roles: [] }],
      ['half a character in the subject', { sub: 'ann\ud800', roles: [] }],
      ['a subject without end', { sub: 'a'.repeat(256), roles: [] }],
      ['roles without end', { sub: 'ann', roles: Array.from({ length: 101 }, () => 'r') }],
      ['roles of too many bytes', { sub: 'ann', roles: ['r'.repeat(3_001)] }],
      ['no audience', { sub: 'ann', roles: [], aud: undefined }],
      ['no end', { sub: 'ann', roles: [], exp: undefined }],
      ['an end before its begin', { sub: 'ann', roles: [], exp: 1 }],
      ['an end that is a text', { sub: 'ann', roles: [], exp: '99999999999' }],
      ['another purpose', { sub: 'ann', roles: [], use: 'login' }],
    ])('is refused when it is well signed but has %s', (_what, claims) => {
      const token = forge('monolith', undefined, { aud: 'kitchen', ...(claims as Partial<PartClaims>) });
      expect(() => kitchen.verify(token, arrived)).toThrow(refused(''));
    });

    it('makes no key for a host that it names', () => {
      const token = monolith.tokenFor(ann, to('kitchen'))!;
      const [header, , signature] = token.split('.') as [string, string, string];
      const claims = Buffer.from(JSON.stringify({ use: 'call', iss: 'unheard-of', sub: 'ann', roles: [] }));
      const forged = `${header}.${claims.toString('base64url')}.${signature}`;
      expect(() => kitchen.verify(forged, arrived)).toThrow(refused('does not know'));
      expect(keys('kitchen').trusted.has('unheard-of')).toBe(false);
    });

    it('may be as large as the edge lets it, with events and calls after it', () => {
      const large = { subject: 'ä'.repeat(255), roles: Array.from({ length: 100 }, () => 'r'.repeat(30)) };
      const token = monolith.tokenFor(large, to('orders'))!;
      const own = orders.verify(token, from('monolith', 'orders'));
      const kept = orders.kept(own);
      const placed = event({ headers: { trace: event().headers.trace, ...kept } });
      const principal = kitchen.principalOf(sent(placed), 'orders')!;
      expect(cellar.verify(kitchen.tokenFor(principal, to('cellar'))!, from('kitchen', 'cellar')).roles).toEqual([]);
    });

    it('cannot be put together from parts of several tokens', () => {
      const bob = { subject: 'bob', roles: [] };
      const own = kitchen.verify(monolith.tokenFor(bob, to('kitchen'))!, arrived);
      const hop = kitchen.tokenFor(own, to('hall'))!.split('~')[1]!;
      const secret = kitchen.tokenFor(own, to('hall'))!.split('~')[2]!;
      const mixed = `${chainOf(monolith.tokenFor(ann, to('kitchen'))!)}~${hop}~${secret}`;
      expect(() => monolith.verify(mixed, from('kitchen', 'hall'))).toThrow(refused('do not belong together'));
      expect(() => monolith.verify(`${hop}~${secret}`, from('kitchen', 'hall'))).toThrow(
        refused('may let people in|let in by'),
      );
    });
  });
});
