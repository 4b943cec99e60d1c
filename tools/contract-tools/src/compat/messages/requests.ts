import type { LockedMessage, LockedVersion, Slot } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import { compareSlots } from '../reading/compare-slots.js';
import { readable } from '../reading/reading.js';
import { accessFindings } from './access.js';
import { ANSWER, ANSWER_BEFORE_CALLEE, findIn, INPUT, INPUT_BEFORE_CALLEE, type Subject } from './direction.js';
import { bothForms } from './both-forms.js';
import { currentOf, generatorCommand, isLive, versionsOf } from './versions.js';

/** Compares a command or query before and after, in each version that callers may still use. */
export function requestFindings(message: string, before: LockedMessage, after: LockedMessage): RawFinding[] {
  return [
    ...versionsOf(before).flatMap(([version, was]): RawFinding[] => {
      if (!isLive(was)) return [];
      const subject = { message, version };
      const is = after.versions[version];
      return isLive(is) ? sameVersion(subject, was, is) : [removed(subject, was)];
    }),
    ...added(message, before, after),
    ...unservedAnswers(message, before, after),
  ];
}

function sameVersion(subject: Subject, was: LockedVersion, is: LockedVersion): RawFinding[] {
  const input: [Slot, Slot] = [{ shape: was.input }, { shape: is.input }];
  const answer: [Slot, Slot] = [was.output ?? VOID, is.output ?? VOID];
  return [
    ...accessFindings(subject, was.access, is.access),
    ...bothForms(INPUT, subject, ...input),
    ...findIn(INPUT_BEFORE_CALLEE, subject, ...input),
    ...bothForms(ANSWER, subject, ...answer),
    ...findIn(ANSWER_BEFORE_CALLEE, subject, ...answer),
    ...addedErrors(subject, was, is),
  ];
}

const VOID: Slot = { shape: { type: 'void' } };

function addedErrors(subject: Subject, was: LockedVersion, is: LockedVersion): RawFinding[] {
  const known = new Set(was.errors);
  return (is.errors ?? [])
    .filter((code) => !known.has(code))
    .map((code) => ({
      ...subject,
      verdict: 'careful',
      rule: 'error-added',
      part: 'error',
      path: [code],
      what: 'error added',
      why: 'Callers with the old contract do not expect it: to them it is an unknown error.',
      remedy: 'Throw it only where the call failed before as well, or deploy the callers first.',
      after: code,
    }));
}

const removed = (subject: Subject, was: LockedVersion): RawFinding => ({
  ...subject,
  verdict: 'breaking',
  rule: 'version-removed',
  part: 'version',
  path: [],
  what: `version ${subject.version} removed`,
  why: 'Its calls are refused with CONTRACT_MISMATCH.',
  remedy: `Name its class in 'earlier' of the current one, until the counter of earlier versions shows no calls: ${generatorCommand(subject.message)}`,
  before: was.fingerprint,
});

function added(message: string, before: LockedMessage, after: LockedMessage): RawFinding[] {
  const current = currentOf(after);
  if (!current || isLive(before.versions[current[0]])) return [];
  return [
    {
      message,
      version: current[0],
      verdict: 'careful',
      rule: 'version-added',
      part: 'version',
      path: [],
      what: `version ${current[0]} added`,
      why: 'A callee with the old contract refuses its calls with CONTRACT_MISMATCH.',
      remedy: 'Deploy the callee before its callers.',
      after: current[1].fingerprint,
    },
  ];
}

/** An earlier version without a `downcast` gets the current answer, stripped to what it describes. */
function unservedAnswers(message: string, before: LockedMessage, after: LockedMessage): RawFinding[] {
  const current = currentOf(after);
  if (!current) return [];
  return versionsOf(after).flatMap(([version, is]): RawFinding[] => {
    if (is.status !== 'earlier' || is.downcast) return [];
    const was = before.versions[version];
    const isKnown =
      was?.fingerprint === is.fingerprint &&
      was.status === 'earlier' &&
      !was.downcast &&
      currentOf(before)?.[1].fingerprint === current[1].fingerprint;
    if (isKnown) return [];
    const differences = compareSlots(is.output ?? VOID, current[1].output ?? VOID, {
      readerIsNew: false,
      values: 'written',
    });
    if (readable(differences)) return [];
    return differences
      .filter(({ verdict }) => verdict === 'breaking')
      .map(({ path, what, refuses }) => ({
        message,
        version,
        verdict: 'breaking',
        rule: 'answer-not-served',
        part: 'answer',
        path,
        what: `from version ${version} to ${current[0]}: ${what}`,
        why: `Version ${version} refuses ${refuses}, which version ${current[0]} answers.`,
        remedy: `Convert the answer: downcast: { ${version}: (answer) => … } in version ${current[0]}.`,
        before: is.output,
        after: current[1].output,
      }));
  });
}
