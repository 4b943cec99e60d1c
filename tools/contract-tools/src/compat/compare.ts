import type { ContractLock, LockedMessage } from '@multilith/contract/lock';
import type { Consumer } from '../workspace/consumers.js';
import type { Finding, RawFinding } from './finding.js';
import { compatibleChanges } from './messages/compatible-changes.js';
import { errorFindings } from './messages/errors.js';
import { eventFindings } from './messages/events.js';
import { meaningFindings } from './messages/meaning.js';
import { remedyFor } from './messages/remedies.js';
import { requestFindings } from './messages/requests.js';
import { versionsOf } from './messages/versions.js';
import {
  addedMessages,
  hasLiveVersion,
  removedErrors,
  removedMessage,
  wholeMessage,
} from './messages/whole-messages.js';
import { canonical, digest } from './reading/canonical.js';

/** Options of {@link compare}. */
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
      return is && hasLiveVersion(is)
        ? messageFindings(message, was, is, consumers)
        : removedMessage(message, was, after);
    }),
    ...addedMessages(before, after),
    ...errorFindings(before, after),
    ...removedErrors(before, after),
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

function messageFindings(
  message: string,
  before: LockedMessage,
  after: LockedMessage,
  consumers: readonly Consumer[],
): RawFinding[] {
  if (!hasLiveVersion(before) && before.kind !== 'event') return [];
  if (before.kind !== after.kind)
    return [
      {
        ...wholeMessage(message),
        verdict: 'breaking',
        rule: 'message-kind',
        what: `${before.kind} → ${after.kind}`,
        why: `Code that uses it as ${before.kind} is refused.`,
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
  // Subscriptions that read the whole journal break first.
  return [...found].sort((a, b) => Number(startsAtBeginning(b)) - Number(startsAtBeginning(a)));
}

const startsAtBeginning = ({ subscription }: Consumer): boolean => subscription?.start === 'beginning';
