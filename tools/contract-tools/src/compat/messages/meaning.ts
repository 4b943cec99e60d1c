import type { LockedMessage } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import type { Subject } from './direction.js';
import { isLive, versionsOf } from './versions.js';

/** Remarks on descriptions and marks that changed while the version stayed: what a value means cannot be compared. */
export function meaningFindings(message: string, before: LockedMessage, after: LockedMessage): RawFinding[] {
  return versionsOf(before).flatMap(([version, was]): RawFinding[] => {
    const is = after.versions[version];
    if (!isLive(was) || !isLive(is)) return [];
    const subject = { message, version };
    return [
      ...meaningIn(after.kind === 'event' ? 'event' : 'input', subject, was.input, is.input),
      ...meaningIn('answer', subject, was.output, is.output),
    ];
  });
}

/** Remarks on one part of a message, or on the data of an error. */
export function meaningIn(part: RawFinding['part'], subject: Subject, before: unknown, after: unknown): RawFinding[] {
  const [was, is] = [marksOf(before), marksOf(after)];
  const described = changedKeys(was.descriptions, is.descriptions);
  const marked = [...was.personal].filter((path) => is.places.has(path) && !is.personal.has(path));
  const remark = { ...subject, verdict: 'careful', part, path: [] } as const;
  return [
    ...(described.length > 0
      ? [
          {
            ...remark,
            rule: 'meaning',
            what: `description of ${described.join(', ')} changed`,
            why: 'A changed meaning cannot be seen: readers with the old contract understand the value as before.',
            remedy: 'If the meaning changed, add a field or a version for it.',
            before: described.map((path) => was.descriptions.get(path)),
            after: described.map((path) => is.descriptions.get(path)),
          },
        ]
      : []),
    ...(marked.length > 0
      ? [
          {
            ...remark,
            rule: 'personal-unmarked',
            what: `${marked.join(', ')} no longer marked as personal`,
            why: 'Logs, the command line and the journal show the value.',
            remedy: 'Keep personal() unless the value identifies no person.',
            before: marked,
          },
        ]
      : []),
  ];
}

interface Marks {
  readonly places: ReadonlySet<string>;
  readonly descriptions: ReadonlyMap<string, string>;
  readonly personal: ReadonlySet<string>;
}

/** Descriptions and marks by place; the place is the path in the lock without words of its format. */
function marksOf(schema: unknown): Marks {
  const marks = { places: new Set<string>(), descriptions: new Map<string, string>(), personal: new Set<string>() };
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const place = path.join('.') || 'the whole';
    const { description, personal, type } = value as Readonly<Record<string, unknown>>;
    if (typeof type === 'string') {
      marks.places.add(place);
      if (typeof description === 'string') marks.descriptions.set(place, description);
      if (personal === true) marks.personal.add(place);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'removed' || key === 'default' || key === 'values') continue;
      if (key === 'fields') for (const [name, field] of Object.entries(inner as object)) visit(field, [...path, name]);
      else visit(inner, key === 'item' || key === 'items' ? [...path, '[]'] : path);
    }
  };
  visit(schema, []);
  return marks;
}

const changedKeys = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...before].filter(([place, text]) => after.has(place) && after.get(place) !== text).map(([place]) => place);
