import type { LockedMessage, LockedVersion } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import type { Consumer } from '../../workspace/consumers.js';
import { EVENT, findIn, HISTORY, type Subject } from './direction.js';
import { currentOf, generatorCommand, isLive, versionsOf } from './versions.js';
import { bothForms } from './both-forms.js';

/** Compares an event before and after: for subscribers with the old contract, and for what the journal holds. */
export function eventFindings(
  message: string,
  before: LockedMessage,
  after: LockedMessage,
  consumers: readonly Consumer[],
): RawFinding[] {
  return [
    ...versionsOf(before).flatMap(([version, was]): RawFinding[] => {
      const subject = { message, version };
      const is = after.versions[version];
      if (!isLive(is)) return isLive(was) ? [unreadable(subject, was, after)] : [];
      return [
        ...findIn(HISTORY, subject, { shape: was.input }, { shape: is.input }),
        ...(isPublished(was) ? forSubscribers(subject, was, is, after, consumers) : []),
      ];
    }),
    ...added(message, before, after),
  ];
}

const isPublished = ({ status, downcast }: LockedVersion): boolean =>
  status === 'current' || (status === 'earlier' && downcast === true);

function forSubscribers(
  subject: Subject,
  was: LockedVersion,
  is: LockedVersion,
  after: LockedMessage,
  consumers: readonly Consumer[],
): RawFinding[] {
  if (!isPublished(is)) return [unpublished(subject, was, after, consumers)];
  return bothForms(EVENT, subject, { shape: was.input }, { shape: is.input });
}

/** Subscribers that name the class of an earlier version in today's code need the downcast; others read the new one. */
function unpublished(
  subject: Subject,
  was: LockedVersion,
  after: LockedMessage,
  consumers: readonly Consumer[],
): RawFinding {
  const { version } = subject;
  const current = currentOf(after)![0];
  const isNamed = consumers.some((consumer) => consumer.message === subject.message && consumer.version === version);
  return {
    ...subject,
    verdict: isNamed ? 'breaking' : 'careful',
    rule: 'version-unpublished',
    part: 'event',
    path: [],
    what: `published in version ${current} only`,
    why: isNamed
      ? `Subscribers that name the class of version ${version} refuse version ${current}.`
      : `Subscribers with the old contract refuse version ${current} until they are deployed again.`,
    remedy: `Deploy the subscribers before the publisher, or publish both versions for a while: downcast: { ${version}: (event) => … }.`,
    before: was.fingerprint,
  };
}

function unreadable(subject: Subject, was: LockedVersion, after: LockedMessage): RawFinding {
  const { version, message } = subject;
  const current = currentOf(after);
  const isDowngrade = current !== undefined && current[0] < version!;
  return {
    ...subject,
    verdict: 'breaking',
    rule: isDowngrade ? 'version-lowered' : 'upcaster-removed',
    part: 'history',
    path: [],
    what: isDowngrade ? `version ${version} → ${current[0]}` : `version ${version} removed`,
    why: `The journal holds events of version ${version}, and the new contract refuses them with CONTRACT_MISMATCH.`,
    remedy: isDowngrade
      ? `Version numbers only rise: use ${version! + 1}, and name the class of version ${version} in 'earlier'.`
      : `Name the class of version ${version} in 'earlier' and convert it in 'upcast'. ${generatorCommand(message)} writes both.`,
    before: was.fingerprint,
  };
}

function added(message: string, before: LockedMessage, after: LockedMessage): RawFinding[] {
  const current = currentOf(after);
  if (!current || before.versions[current[0]]) return [];
  const highest = Math.max(...versionsOf(before).map(([version]) => version));
  const skipped = current[0] > highest + 1;
  return [
    {
      message,
      version: current[0],
      verdict: 'compatible',
      rule: 'version-added',
      part: 'version',
      path: [],
      what: `version ${current[0]} added`,
      why: skipped
        ? `Versions between ${highest} and ${current[0]} were never locked, so none of their events is expected.`
        : 'Earlier events are converted.',
      remedy: '',
      after: current[1].fingerprint,
    },
  ];
}
