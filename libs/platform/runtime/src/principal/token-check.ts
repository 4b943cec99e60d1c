import { verify as isSignedBy, type KeyObject } from 'node:crypto';
import type { Principal } from '@multilith/contract';
import { hostOf, MAIN_HOST, type Topology } from '../topology/topology.js';
import { keyIdOf, type HostKeys } from './principal-keys.js';
import { principalOutOfTime, principalRefused } from './principal-refused.js';
import { RecentlyUsed } from './recently-used.js';
import { principalProblem, withoutRoles } from '@multilith/data';
import {
  CLOCK_TOLERANCE_S,
  digestOf,
  MAX_LIFETIME_S,
  readPart,
  requireForm,
  splitLast,
  splitSecret,
  type PartClaims,
} from './token-part.js';

/** Limits of one generation of the token cache; verifying a part takes about 100 µs. */
const CACHE_LIMITS = { entries: 10_000, bytes: 8 * 1024 * 1024 };

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** The verified content of a token, before checks of time and sender. */
export interface Proof {
  readonly token: string;
  /** A new object for every token, so that the token can be found by it. */
  readonly principal: Principal;
  readonly use: PartClaims['use'];
  /** The host that signed the last part. */
  readonly signer: string;
  /** The context that the last part calls, or the publisher of its event. */
  readonly context: string;
  /** Id of the last event in the chain; `undefined` for a chain of calls only. */
  readonly event: string | undefined;
  /** When the event of the last part was published, in seconds since the epoch. */
  readonly at: number;
  /** Digest of the idempotency key of the command that the token is bound to. */
  readonly key: string | undefined;
  /** Digest of the secret of a call, or the secret itself once it was shown. */
  readonly cnf: string | undefined;
  shown: string | undefined;
  /** Period in which all calls since the last event are valid, in seconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Whether each of these calls is signed by the host that the topology assigns to the previously called context. */
  readonly followsTopology: boolean;
}

/** Verifies tokens part by part and caches the result. */
export class TokenCheck {
  readonly #keys: HostKeys;
  readonly #topology: Topology;
  readonly #proofs = new RecentlyUsed<Proof>(CACHE_LIMITS);

  constructor(keys: HostKeys, topology: Topology) {
    this.#keys = keys;
    this.#topology = topology;
  }

  /** @throws MultilithError PRINCIPAL_REFUSED, which says why */
  proofOf(token: string): Proof {
    const known = this.#proofs.get(token);
    if (known) return known;
    requireForm(token);
    return this.#check(token);
  }

  /**
   * Returns the proof of a call token that comes with its secret. Hosts that saw the token in the chain of an event or
   * of another call do not know the secret.
   *
   * @throws MultilithError PRINCIPAL_REFUSED
   */
  proofOfCall(shown: string): Proof {
    const parts = splitSecret(shown);
    if (!parts) {
      requireForm(shown);
      throw principalRefused('comes without the secret of its call, as one that goes with an event or was overheard');
    }
    const proof = this.proofOf(parts.token);
    if (proof.shown === parts.secret) return proof;
    if (proof.cnf !== digestOf(parts.secret)) throw principalRefused('comes with another secret than that of its call');
    proof.shown = parts.secret;
    return proof;
  }

  #check(token: string): Proof {
    const { before, part } = splitLast(token);
    const previous = before === undefined ? undefined : (this.#proofs.get(before) ?? this.#check(before));
    const proof = this.#step(previous, part, token);
    // Tokens bound to one command are not cached: only a retry would use them again.
    if (proof.key === undefined) this.#proofs.set(token, proof);
    return proof;
  }

  #step(previous: Proof | undefined, part: string, token: string): Proof {
    const { kid, claims, signed, signature } = readPart(part);
    const { iss, prev } = claims;
    if (typeof iss !== 'string' || !NAME.test(iss)) throw principalRefused('does not say which host signed it');
    const key = this.#keyOf(iss, kid);
    if (!isSignedBy(null, signed, key, signature)) throw principalRefused(`was not signed by host '${iss}' as it is`);
    const { digest, principal } = previous
      ? { digest: digestOf(previous.token), principal: previous.principal }
      : { digest: undefined, principal: this.#root(iss, claims) };
    if (prev !== digest) throw principalRefused('has parts that do not belong together');
    const step = { token, signer: iss, previous };
    return claims.use === 'event' ? eventStep(step, claims, principal) : this.#callStep(step, claims, principal);
  }

  #root(iss: string, { sub, roles, use }: Record<string, unknown>): Principal {
    if (!this.#keys.issuers.has(iss))
      throw principalRefused(
        `was let in by host '${iss}', which is not among those that let people in`,
        'PRINCIPAL_ISSUERS names the hosts that let people in.',
      );
    const given = use === 'event' ? [] : roles;
    const problem = principalProblem(sub, given);
    if (problem) throw principalRefused(problem);
    return Object.freeze({ subject: sub as string, roles: Object.freeze(given as string[]) });
  }

  #callStep({ token, signer, previous }: Step, claims: Record<string, unknown>, principal: Principal): Proof {
    const { use, aud, iat, exp, key, cnf } = claims;
    const isCall =
      use === 'call' &&
      isName(aud) &&
      isSeconds(iat) &&
      isSeconds(exp) &&
      (key === undefined || typeof key === 'string');
    if (!isCall || typeof cnf !== 'string' || exp <= iat || exp - iat > MAX_LIFETIME_S)
      throw principalRefused('was made for no call');
    const ongoing = previous?.use === 'call' ? previous : undefined;
    if (ongoing) requireHostOf(ongoing.context, signer);
    return {
      token,
      principal: Object.freeze({ ...principal }),
      use,
      signer,
      context: aud,
      event: previous?.event,
      at: previous?.at ?? 0,
      key: key as string | undefined,
      cnf,
      shown: undefined,
      from: Math.max(iat, ongoing?.from ?? 0),
      until: Math.min(exp, ongoing?.until ?? Infinity),
      followsTopology: !ongoing || (ongoing.followsTopology && hostOf(this.#topology, ongoing.context) === signer),
    };
  }

  #keyOf(host: string, kid: string): KeyObject {
    const { trusted } = this.#keys;
    const known = trusted.has(host) ? trusted.get(host) : undefined;
    const key = known?.find((one) => keyIdOf(one) === kid);
    if (key) return key;
    throw principalRefused(`is signed by host '${host}' with key '${kid.slice(0, 40)}', which this host does not know`);
  }
}

interface Step {
  readonly token: string;
  readonly signer: string;
  readonly previous: Proof | undefined;
}

/**
 * Verifies the part of an event. It has no roles and no expiry, because it may be handled months later; the parts
 * before it were valid at the time of the event.
 */
function eventStep({ token, signer, previous }: Step, claims: Record<string, unknown>, principal: Principal): Proof {
  const { evt, pub, at } = claims;
  if (typeof evt !== 'string' || !isName(pub) || !isSeconds(at)) throw principalRefused('goes with no event');
  requireHostOf(pub, signer);
  if (previous?.use === 'call') requireHostOf(previous.context, signer);
  const { from, until } = previous ?? { from: 0, until: Infinity };
  if (at < from - CLOCK_TOLERANCE_S || at > until + CLOCK_TOLERANCE_S)
    throw principalOutOfTime('was not valid when its event was published');
  return {
    token,
    principal: withoutRoles(principal),
    use: 'event',
    signer,
    context: pub,
    event: evt,
    at,
    key: undefined,
    cnf: undefined,
    shown: undefined,
    from: at,
    until: Infinity,
    followsTopology: true,
  };
}

/**
 * Requires that a host may have run a context: the host with its name, or the main host; the context may have moved
 * since.
 */
function requireHostOf(context: string, host: string): void {
  if (host !== context && host !== MAIN_HOST)
    throw principalRefused(`was made for '${context}' and used by host '${host}'`);
}

const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
