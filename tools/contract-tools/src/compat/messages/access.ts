import type { Access } from '@multilith/contract';
import type { RawFinding } from '../finding.js';
import { show } from '../reading/words.js';
import type { Subject } from './direction.js';

/** Compares who may send a request. Removing a kind of caller is breaking; adding one deserves a look. */
export function accessFindings(subject: Subject, before: Access | undefined, after: Access | undefined): RawFinding[] {
  if (before === undefined || after === undefined || wordsFor(before) === wordsFor(after)) return [];
  const lost = callersOf(before).filter((caller) => !admits(after, caller));
  const won = callersOf(after).some((caller) => !admits(before, caller));
  if (lost.length === 0 && !won) return [];
  return [
    {
      ...subject,
      verdict: lost.length > 0 ? 'breaking' : 'careful',
      rule: lost.length > 0 ? 'access-narrowed' : 'access-widened',
      part: 'access',
      path: [],
      what: `${wordsFor(before)} → ${wordsFor(after)}`,
      why:
        lost.length > 0
          ? `It is refused to ${lost.map((caller) => refused(caller, after)).join(', ')}.`
          : 'More callers than before may send it.',
      remedy:
        lost.length > 0
          ? 'Keep the access until these callers are gone, or add a message of its own for the others.'
          : '',
      before,
      after,
    },
  ];
}

function refused(caller: string, after: Access): string {
  if (caller === ' anyone') return 'callers that are not signed in';
  if (caller === ' context') return 'other contexts when they act for no signed-in principal';
  if (caller !== ' signed-in') return `principals with only the role ${show(caller)}`;
  return after === 'internal' ? 'signed-in principals at an edge' : 'principals without one of its roles';
}

/** The roles that an access admits. Kinds of callers that are not roles have a leading space. */
function callersOf(access: Access): readonly string[] {
  if (typeof access === 'object') return access.roles;
  if (access === 'internal') return [' context'];
  return access === 'public' ? [' anyone', ' signed-in', ' context'] : [' signed-in'];
}

function admits(access: Access, caller: string): boolean {
  if (access === 'public') return true;
  if (access === 'internal') return caller === ' context';
  if (access === 'authenticated') return caller === ' signed-in' || !caller.startsWith(' ');
  return access.roles.includes(caller);
}

const wordsFor = (access: Access): string =>
  typeof access === 'object' ? `roles(${[...access.roles].sort().map(show).join(', ')})` : access;
