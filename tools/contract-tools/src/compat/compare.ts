import type { ContractLock, LockedMessage, LockedVersion, Slot } from '@multilith/contract/lock';
import type { Consumer } from '../workspace/consumers.js';
import type { Finding, FindingPart, RawFinding } from './finding.js';
import { changesBetween } from './messages/changes.js';
import { errorFindings } from './messages/errors.js';
import { eventFindings } from './messages/events.js';
import { meaningFindings } from './messages/meaning.js';
import { remedyFor } from './messages/remedies.js';
import { requestFindings } from './messages/requests.js';
import { isLive, versionsOf } from './messages/versions.js';
import { canonical, digest } from './reading/canonical.js';

/** What {@link compare} knows of the workspace. */
export interface CompareOptions {
  /** Who sends messages and subscribes to events. Default: unknown. */
  readonly consumers?: readonly Consumer[];
  /** Owners of the contract. Default: unknown. */
  readonly owner?: string | undefined;
}

/**
 * Compares a contract with an earlier state of it, in every direction in which the two meet: old callers and the new
 * callee, old readers of new answers, errors and events, and the new contract and the journal.
 *
 * @param before the lock of the earlier state
 * @param after the lock of today
 * @returns one finding for each consequence, also for compatible changes; empty if nothing changed
 * @example compare(published, lock).filter(({ verdict }) => verdict === 'breaking')
 */
export function compare(
  before: ContractLock,
  after: ContractLock,
  { consumers = [], owner }: CompareOptions = {},
): Finding[] {
  const raw = [
    ...Object.entries(before.messages).flatMap(([name, was]) => {
      const message = `${after.context}.${name}`;
      const is = after.messages[name];
      return is && isAlive(is) ? messageFindings(message, was, is, consumers) : removedMessage(message, was, after);
    }),
    ...addedMessages(before, after),
    ...errorFindings(before, after),
    ...errorChanges(before, after),
  ];
  const finished = withoutRepeats([...raw, ...compatibleChanges(before, after, raw)]);
  return finished.map(({ before: was, after: is, ...finding }) => ({
    ...finding,
    id: `${after.context}-${digest(JSON.stringify([finding.message, finding.version, finding.part, finding.rule, finding.path, canonical(was), canonical(is)]))}`,
    path: pathText(finding.path),
    remedy: finding.remedy || remedyFor(finding),
    consumers: consumersFor(finding, after, consumers),
    owner,
  }));
}

const isAlive = (message: LockedMessage): boolean => versionsOf(message).some(([, version]) => isLive(version));

function messageFindings(
  message: string,
  before: LockedMessage,
  after: LockedMessage,
  consumers: readonly Consumer[],
): RawFinding[] {
  if (!isAlive(before) && before.kind !== 'event') return [];
  if (before.kind !== after.kind)
    return [
      {
        ...wholeMessage(message),
        verdict: 'breaking',
        rule: 'message-kind',
        what: `${before.kind} → ${after.kind}`,
        why: `Those who use it as ${before.kind} are refused.`,
        before: before.kind,
        after: after.kind,
      },
    ];
  return [
    ...(after.kind === 'event'
      ? eventFindings(message, before, after, consumers)
      : requestFindings(message, before, after)),
    ...meaningFindings(message, before, after),
  ];
}

const wholeMessage = (message: string): Pick<RawFinding, 'message' | 'version' | 'part' | 'path' | 'remedy'> => ({
  message,
  version: undefined,
  part: 'message',
  path: [],
  remedy: '',
});

function removedMessage(message: string, was: LockedMessage, after: ContractLock): RawFinding[] {
  if (!isAlive(was)) return [];
  const fingerprints = versionsOf(was).map(([, { fingerprint }]) => fingerprint);
  const twin = Object.entries(after.messages).find(
    ([, is]) =>
      is.kind === was.kind &&
      versionsOf(is).some(([, version]) => isLive(version) && fingerprints.includes(version.fingerprint)),
  );
  const renamed = twin ? `; ${after.context}.${twin[0]} has the same schema` : '';
  return [
    {
      ...wholeMessage(message),
      verdict: 'breaking',
      rule: 'message-removed',
      what: `${was.kind} removed${renamed}`,
      why:
        was.kind === 'event'
          ? 'Subscribers no longer get it, and cannot read those in the journal.'
          : 'Calls with the old contract are refused with CONTRACT_MISMATCH.',
      before: fingerprints.join(),
    },
  ];
}

function addedMessages(before: ContractLock, after: ContractLock): RawFinding[] {
  return Object.entries(after.messages)
    .filter(([name, is]) => isAlive(is) && !before.messages[name])
    .map(([name, is]) => ({
      ...wholeMessage(`${after.context}.${name}`),
      verdict: 'compatible',
      rule: 'message-added',
      what: `${is.kind} added`,
      why: '',
      after: name,
    }));
}

function errorChanges(before: ContractLock, after: ContractLock): RawFinding[] {
  return Object.entries(before.errors)
    .filter(([name, was]) => was.status === 'current' && after.errors[name]?.status !== 'current')
    .map(([name]) => ({
      ...wholeMessage(`${after.context}.${name}`),
      part: 'error',
      verdict: 'compatible',
      rule: 'error-removed',
      what: 'error removed',
      why: 'Callers handle an error that no longer happens.',
      before: name,
    }));
}

/** What changed and has no consequence of its own, so that a report is complete. */
function compatibleChanges(before: ContractLock, after: ContractLock, found: readonly RawFinding[]): RawFinding[] {
  const isCovered = (message: string, path: readonly string[], parts: readonly FindingPart[]): boolean =>
    found.some(
      (finding) =>
        finding.message === message &&
        parts.includes(finding.part) &&
        (covers(finding.path, path) || covers(newPath(finding), path)),
    );
  const changed = (
    message: string,
    version: number | undefined,
    part: FindingPart,
    was: Slot | undefined,
    is: Slot | undefined,
  ): RawFinding[] =>
    changesBetween(was ?? VOID, is ?? VOID)
      .filter(({ path }) => !isCovered(message, path, part === 'event' ? ['event', 'history'] : [part]))
      .map((change) => ({
        ...change,
        message,
        version,
        part,
        verdict: 'compatible',
        rule: 'changed',
        why: '',
        remedy: '',
      }));
  return [
    ...pairsOf(before, after).flatMap(({ message, version, kind, was, is }) => [
      ...changed(message, version, kind === 'event' ? 'event' : 'input', { shape: was.input }, { shape: is.input }),
      ...(kind === 'event' ? [] : changed(message, version, 'answer', was.output, is.output)),
    ]),
    ...Object.entries(before.errors).flatMap(([name, was]) => {
      const is = after.errors[name];
      if (was.status === 'removed' || is?.status !== 'current') return [];
      return changed(`${after.context}.${name}`, undefined, 'error', { shape: was.data }, { shape: is.data });
    }),
  ];
}

const newPath = ({ path, renamedTo }: RawFinding): readonly string[] =>
  renamedTo === undefined ? path : [...path.slice(0, -1), renamedTo];

const VOID: Slot = { shape: { type: 'void' } };
const covers = (path: readonly string[], other: readonly string[]): boolean =>
  path.every((step, i) => other[i] === step) || other.every((step, i) => path[i] === step);

interface VersionPair {
  readonly message: string;
  readonly version: number;
  readonly kind: LockedMessage['kind'];
  readonly was: LockedVersion;
  readonly is: LockedVersion;
}

/** Versions that are live before and after. */
const pairsOf = (before: ContractLock, after: ContractLock): VersionPair[] =>
  Object.entries(before.messages).flatMap(([name, was]) =>
    versionsOf(was).flatMap(([version, locked]) => {
      const is = after.messages[name]?.versions[version];
      if (!isLive(locked) || !isLive(is) || was.kind !== after.messages[name]!.kind) return [];
      return [{ message: `${after.context}.${name}`, version, kind: was.kind, was: locked, is }];
    }),
  );

/** An order of deployment says nothing new about a place that breaks anyway, and two comparisons may find the same. */
function withoutRepeats(findings: readonly RawFinding[]): RawFinding[] {
  const placeOf = ({ message, version, part, path }: RawFinding): string =>
    JSON.stringify([message, version, part, path]);
  const broken = new Set(findings.filter(({ verdict, form }) => verdict === 'breaking' && !form).map(placeOf));
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const { rule, verdict, form, before, after } = finding;
    if (verdict === 'careful' && broken.has(placeOf(finding))) return false;
    const key = JSON.stringify([placeOf(finding), rule, verdict, form, canonical(before), canonical(after)]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/** `lines[].price`, `{}` for the values of a record and `(Paid)` for an option of a union. */
const pathText = (path: readonly string[]): string =>
  path.map((step, i) => (i === 0 || /^[[{(]/.test(step) ? step : `.${step}`)).join('');

function consumersFor(
  { message, version, part, verdict }: RawFinding,
  after: ContractLock,
  consumers: readonly Consumer[],
): readonly Consumer[] {
  if (verdict === 'compatible') return [];
  const users = new Set([message]);
  // Errors reach the callers of the messages that declare them.
  if (part === 'error' && version === undefined)
    for (const [name, locked] of Object.entries(after.messages))
      if (versionsOf(locked).some(([, { errors }]) => errors?.includes(message))) users.add(`${after.context}.${name}`);
  const found = consumers.filter((consumer) => users.has(consumer.message));
  if (part !== 'history') return found;
  // Those that read the whole journal break first.
  return [...found].sort((a, b) => Number(startsAtBeginning(b)) - Number(startsAtBeginning(a)));
}

const startsAtBeginning = ({ subscription }: Consumer): boolean => subscription?.start === 'beginning';
