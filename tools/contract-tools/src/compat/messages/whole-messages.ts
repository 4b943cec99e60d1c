import type { ContractLock, LockedMessage } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import { isLive, versionsOf } from './versions.js';

/** Whether a version of a message is still read and served. */
export const isAlive = (message: LockedMessage): boolean => versionsOf(message).some(([, version]) => isLive(version));

/** What findings about a message as a whole have in common. */
export const wholeMessage = (
  message: string,
): Pick<RawFinding, 'message' | 'version' | 'part' | 'path' | 'remedy'> => ({
  message,
  version: undefined,
  part: 'message',
  path: [],
  remedy: '',
});

/** A message that is gone. */
export function removedMessage(message: string, was: LockedMessage, after: ContractLock): RawFinding[] {
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

/** Messages that are new. */
export function addedMessages(before: ContractLock, after: ContractLock): RawFinding[] {
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

/** Errors that are gone: callers only handle what no longer happens. */
export function removedErrors(before: ContractLock, after: ContractLock): RawFinding[] {
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
