import type { ContractLock, LockedMessage } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import { isLive, versionsOf } from './versions.js';

/** Whether any version of a message is still read and served. */
export const hasLiveVersion = (message: LockedMessage): boolean =>
  versionsOf(message).some(([, version]) => isLive(version));

/** Properties that all findings about a whole message share. */
export const wholeMessage = (
  message: string,
): Pick<RawFinding, 'message' | 'version' | 'part' | 'path' | 'remedy'> => ({
  message,
  version: undefined,
  part: 'message',
  path: [],
  remedy: '',
});

/** Returns the finding for a removed message; none if it was removed before. */
export function removedMessage(message: string, was: LockedMessage, after: ContractLock): RawFinding[] {
  if (!hasLiveVersion(was)) return [];
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

/** Returns a finding for each new message. */
export function addedMessages(before: ContractLock, after: ContractLock): RawFinding[] {
  return Object.entries(after.messages)
    .filter(([name, is]) => hasLiveVersion(is) && !before.messages[name])
    .map(([name, is]) => ({
      ...wholeMessage(`${after.context}.${name}`),
      verdict: 'compatible',
      rule: 'message-added',
      what: `${is.kind} added`,
      why: '',
      after: name,
    }));
}

/** Returns a finding for each removed error. Its removal is compatible: callers handle a case that no longer happens. */
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
