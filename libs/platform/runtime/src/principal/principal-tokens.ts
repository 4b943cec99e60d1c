import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Principal } from '@multilith/contract';
import { MAIN_HOST, type Topology } from '../topology/topology.js';
import { withoutRoles, type JournaledEvent } from '@multilith/data';
import type { PrincipalSeal } from './principal-seal.js';
import { keyIdOf, type HostKeys, type PrincipalKeys } from './principal-keys.js';
import { principalOutOfTime, principalRefused } from './principal-refused.js';
import { RecentlyUsed } from './recently-used.js';
import { TokenCheck, type Proof } from './token-check.js';
import {
  CLOCK_TOLERANCE_S,
  countParts,
  digestOf,
  headerOf,
  isToken,
  MAX_LIFETIME_S,
  MAX_PARTS,
  MAX_TOKEN_LENGTH,
  newSecret,
  signPart,
  withSecret,
} from './token-part.js';

/** Minimum lifetime of a call part, in seconds; it is renewed after half of that time. */
const MIN_LIFETIME_S = 300;
/** Time that a part stays valid after the deadline of its call, in seconds. */
const GRACE_S = 60;
/** Limits of one generation of the token cache; signing a token takes about 50 µs. */
const CACHE_LIMITS = { entries: 10_000, bytes: 4 * 1024 * 1024 };
/** Upper bound of the length of an added part, in characters. */
const MAX_PART_LENGTH = 700;
/** A journal keeps a token only if it can still grow by the event and two calls. */
const MAX_KEPT_PARTS = MAX_PARTS - 3;
const MAX_KEPT_LENGTH = MAX_TOKEN_LENGTH - 3 * MAX_PART_LENGTH;
/** Maximum number of contexts for which the tokens of one principal are cached. */
const MAX_CALLED_CONTEXTS = 8;

/** The properties of an outgoing call that its principal token depends on. */
export interface AddressedCall {
  /** The context that is called. */
  readonly context: string;
  /** In milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Idempotency key; `undefined` for a query. */
  readonly key: string | undefined;
}

/** The properties of an incoming call that its principal token is checked against. */
export interface ArrivedCall {
  /** The sending host, as authenticated by the transport. */
  readonly host: string;
  readonly context: string;
  readonly kind: 'command' | 'query' | 'event';
  readonly key: string | undefined;
}

/** A token that this host signed. */
interface Signed {
  readonly context: string;
  readonly token: string;
  /** In milliseconds since the epoch. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The token that a principal came with; calls with this principal extend it. */
interface Origin {
  readonly token: string;
  readonly isEvent: boolean;
  /** End of validity of the calls that led here, in seconds since the epoch. */
  readonly until: number;
  /** Whether another part fits. */
  readonly hasRoom: boolean;
  readonly signed: Map<string, Signed>;
}

/**
 * Signs principals for other hosts and verifies principals from other hosts. A token is a chain of signed parts: the
 * first part names the user who signed in; each further part is signed by the addressee of the part before and
 * addresses the next called context, or an event. A token is valid only for its callee and for a short time; the token
 * of an event only for work that the event causes (`docs/adr/0032-principals-are-addressed.md`).
 */
export class PrincipalTokens implements PrincipalSeal {
  readonly #host: string;
  readonly #keys: HostKeys;
  readonly #topology: Topology;
  readonly #signing: { readonly key: KeyObject; readonly header: string } | undefined;
  readonly #isIssuer: boolean;
  readonly #check: TokenCheck;
  /** Origins of principals that came with a token. */
  readonly #origins = new WeakMap<Principal, Origin>();
  /** Events of this host whose principal came with a token; the part of the event is signed when a call needs it. */
  readonly #ownEvents = new WeakMap<Principal, JournaledEvent>();
  /** The last tokens of a principal that was issued here. */
  readonly #last = new WeakMap<Principal, Signed>();
  readonly #roots = new RecentlyUsed<Signed>(CACHE_LIMITS);
  /** Tokens of events of this host, by event identity. */
  readonly #events = new RecentlyUsed<string>(CACHE_LIMITS);

  /** @param keys without keys, no principal is signed or accepted */
  constructor(keys: PrincipalKeys | undefined, host = MAIN_HOST, topology: Topology = {}) {
    const own: HostKeys = (typeof keys === 'function' ? keys(host) : keys) ?? NO_KEYS;
    const { signing: key } = own;
    this.#host = host;
    this.#keys = own;
    this.#topology = topology;
    this.#signing = key && { key, header: headerOf(keyIdOf(createPublicKey(key))) };
    this.#isIssuer = key !== undefined && own.issuers.has(host);
    this.#check = new TokenCheck(own, topology);
  }

  /**
   * Returns the hosts of the topology whose key is missing: the private key of this host, or the public key of another.
   */
  hostsWithoutKey(): readonly string[] {
    return [MAIN_HOST, ...Object.keys(this.#topology)].filter((host) =>
      host === this.#host ? !this.#signing : !this.#keys.trusted.get(host)?.length,
    );
  }

  /**
   * Returns the token of a principal for one call; `undefined` if the principal was not issued here and came without a
   * token, if its token has become too long, or if this host has no key.
   */
  tokenFor(principal: Principal, call: AddressedCall): string | undefined {
    const origin = this.#originOf(principal);
    if (!origin) return this.#isIssuer ? this.#letIn(principal, call) : undefined;
    return this.#signing && origin.hasRoom ? this.#onward(origin, call) : undefined;
  }

  /** Whether a principal belongs to work caused by an event of another host, whose commands need a key. */
  isCausedByEvent(principal: Principal): boolean {
    return this.#ownEvents.has(principal) || (this.#origins.get(principal)?.isEvent ?? false);
  }

  /**
   * Returns the principal of an incoming call.
   * @throws MultilithError PRINCIPAL_REFUSED, which says why
   */
  verify(token: string, { host, context, kind, key }: ArrivedCall): Principal {
    const proof = this.#check.proofOfCall(token);
    if (proof.context !== context) throw principalRefused(`was made for '${proof.context}', not for '${context}'`);
    if (proof.signer !== host)
      throw principalRefused(`was made for a call of host '${proof.signer}', not of '${host}'`);
    if (!proof.followsTopology) throw principalRefused('was passed on by a host that it was not made for');
    requireTime(proof);
    if (kind === 'command' && proof.event !== undefined && (key === undefined || digestOf(key) !== proof.key))
      throw principalRefused(
        `goes with the work of event ${proof.event}, whose commands have the idempotency keys that they were signed for`,
      );
    return this.#known(proof);
  }

  /**
   * Returns the token of an event of this host for other hosts; `undefined` if it has no principal or this host cannot
   * sign for it.
   */
  tokenOfEvent(event: JournaledEvent): string | undefined {
    const { eventId, name, headers, occurredAt } = event;
    const { principal, principalToken } = headers;
    if (!principal || !this.#signing) return undefined;
    const { key, header } = this.#signing;
    const publisher = name.slice(0, name.indexOf('.'));
    const at = seconds(occurredAt);
    // The cache key contains the publisher, because a context may write any event id into its own journal, even that of
    // another publisher's event.
    const identity = JSON.stringify([eventId, publisher, at, principal.subject]);
    const known = this.#events.get(identity);
    if (known !== undefined) return known;
    const claims = { use: 'event', iss: this.#host, evt: eventId, pub: publisher, at } as const;
    let token: string;
    if (this.#isIssuer) token = signPart(undefined, header, { ...claims, sub: principal.subject }, key);
    else if (principalToken !== undefined && isToken(principalToken))
      token = signPart(principalToken, header, claims, key);
    else return undefined;
    this.#events.set(identity, token);
    return token;
  }

  /**
   * Returns the principal for handlers of an event: the subject, without roles.
   * @throws MultilithError PRINCIPAL_REFUSED
   */
  principalOf(event: JournaledEvent, publisher: string): Principal | undefined {
    const { eventId, occurredAt, headers } = event;
    const { principal, principalToken, eventToken } = headers;
    if (eventToken !== undefined) {
      const proof = this.#check.proofOf(eventToken);
      const fits = proof.use === 'event' && proof.event === eventId && proof.context === publisher;
      if (!fits || proof.at !== seconds(occurredAt)) throw principalRefused('belongs to another event');
      return this.#known(proof);
    }
    if (!principal) return undefined;
    const bare = withoutRoles(principal);
    if (principalToken !== undefined && !this.#isIssuer) this.#ownEvents.set(bare, event);
    return bare;
  }

  /**
   * Returns the headers that a journal stores for a principal. An issuer stores no token: it signs when it reads its
   * own database, so that journals outlive keys. A principal whose token is too long or has expired is left out,
   * because other hosts would refuse it.
   */
  kept(principal: Principal): { readonly principal?: Principal; readonly principalToken?: string } {
    const bare = withoutRoles(principal);
    if (this.#isIssuer) return { principal: bare };
    const origin = this.#originOf(principal);
    if (origin === undefined) return { principal: bare };
    const { token, until } = origin;
    const isOver = Date.now() / 1_000 > until + CLOCK_TOLERANCE_S;
    const isLong = token.length > MAX_KEPT_LENGTH || countParts(token) > MAX_KEPT_PARTS;
    return isOver || isLong ? {} : { principal: bare, principalToken: token };
  }

  #known(proof: Proof): Principal {
    const { principal, token, until, event } = proof;
    if (!this.#origins.has(principal)) this.#origins.set(principal, originOf(token, until, event !== undefined));
    return principal;
  }

  #originOf(principal: Principal): Origin | undefined {
    const known = this.#origins.get(principal);
    const event = known ? undefined : this.#ownEvents.get(principal);
    const token = event && this.tokenOfEvent(event);
    if (token === undefined) return known;
    const origin = originOf(token, Infinity, true);
    this.#origins.set(principal, origin);
    return origin;
  }

  #onward({ token, isEvent, signed }: Origin, call: AddressedCall): string {
    const now = Date.now();
    // Each command of work caused by an event gets its own token, bound to its idempotency key.
    if (isEvent && call.key !== undefined) return this.#sign(token, call, now, { key: digestOf(call.key) }).token;
    const { context } = call;
    const known = signed.get(context);
    if (known && isOfUse(known, call, now)) return known.token;
    if (signed.size >= MAX_CALLED_CONTEXTS) signed.clear();
    const made = this.#sign(token, call, now, {});
    signed.set(context, made);
    return made.token;
  }

  #letIn(principal: Principal, call: AddressedCall): string {
    const now = Date.now();
    const last = this.#last.get(principal);
    if (last?.context === call.context && isOfUse(last, call, now)) return last.token;
    const { subject, roles } = principal;
    const identity = JSON.stringify([call.context, subject, roles]);
    const known = this.#roots.get(identity);
    const signed =
      known && isOfUse(known, call, now) ? known : this.#sign(undefined, call, now, { sub: subject, roles });
    if (signed !== known) this.#roots.set(identity, signed);
    this.#last.set(principal, signed);
    return signed.token;
  }

  #sign(
    before: string | undefined,
    { context, deadline = 0 }: AddressedCall,
    now: number,
    more: { readonly sub?: string; readonly roles?: readonly string[]; readonly key?: string },
  ): Signed {
    const { key, header } = this.#signing!;
    const iat = Math.floor(now / 1_000);
    const lifetime = Math.max(MIN_LIFETIME_S, Math.ceil(deadline / 1_000) - iat + GRACE_S);
    const exp = iat + Math.min(lifetime, MAX_LIFETIME_S);
    const secret = newSecret();
    const claims = { use: 'call', iss: this.#host, aud: context, iat, exp, cnf: digestOf(secret), ...more } as const;
    const token = withSecret(signPart(before, header, claims, key), secret);
    return { context, token, renewAt: (iat + (exp - iat) / 2) * 1_000, expiresAt: exp * 1_000 };
  }
}

const NO_KEYS: HostKeys = { signing: undefined, trusted: new Map(), issuers: new Set() };

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

const originOf = (token: string, until: number, isEvent: boolean): Origin => ({
  token,
  until,
  isEvent,
  hasRoom: token.length <= MAX_TOKEN_LENGTH - MAX_PART_LENGTH && countParts(token) < MAX_PARTS,
  signed: new Map(),
});

/** Whether a token need not be renewed yet and is valid until the call ends. */
const isOfUse = ({ renewAt, expiresAt }: Signed, { deadline = 0 }: AddressedCall, now: number): boolean =>
  now < renewAt && deadline <= expiresAt;

function requireTime({ from, until }: Proof): void {
  const now = Math.floor(Date.now() / 1_000);
  if (now > until + CLOCK_TOLERANCE_S) throw principalOutOfTime(`expired ${now - until} s ago`);
  if (now < from - CLOCK_TOLERANCE_S) throw principalOutOfTime(`is not valid before ${from - now} s from now`);
}
