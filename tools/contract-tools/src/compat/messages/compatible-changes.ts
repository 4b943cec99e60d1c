import type { ContractLock, LockedMessage, LockedVersion, Slot } from '@multilith/contract/lock';
import type { FindingPart, RawFinding } from '../finding.js';
import { changesBetween } from './changes.js';
import { isLive, versionsOf } from './versions.js';

/** Returns findings for changes that no other finding covers, so that a report is complete. */
export function compatibleChanges(
  before: ContractLock,
  after: ContractLock,
  found: readonly RawFinding[],
): RawFinding[] {
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
