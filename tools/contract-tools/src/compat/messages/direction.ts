import type { Slot } from '@multilith/contract/lock';
import type { FindingPart, RawFinding, Verdict } from '../finding.js';
import { compareSlots } from '../reading/compare-slots.js';
import type { Difference, Reading } from '../reading/reading.js';

/** A reader and a writer of one part of a message. */
export interface Direction {
  readonly part: FindingPart;
  readonly readerIsNew: boolean;
  readonly values: Reading['values'];
  /** The reader, as the subject of a sentence. */
  readonly reader: string;
  /** The writer, with its verb: `callers with the old contract may send`. */
  readonly writes: string;
  /** Verdict of what the reader refuses. `careful` where an order of deployment avoids it. */
  readonly verdict: Verdict;
  /** The order of deployment that avoids it. */
  readonly order?: string;
}

/** The new callee reads what old callers send. */
export const INPUT: Direction = {
  part: 'input',
  readerIsNew: true,
  values: 'accepted',
  reader: 'The new callee',
  writes: 'callers with the old contract send',
  verdict: 'breaking',
};
/** The old callee reads what new callers send, until it is replaced or after a rollback. */
export const INPUT_BEFORE_CALLEE: Direction = {
  part: 'input',
  readerIsNew: false,
  values: 'written',
  reader: 'A callee with the old contract',
  writes: 'new callers send',
  verdict: 'careful',
  order: 'Deploy the callee before its callers.',
};
/** Old callers read what the new callee answers. */
export const ANSWER: Direction = {
  part: 'answer',
  readerIsNew: false,
  values: 'written',
  reader: 'Callers with the old contract',
  writes: 'the new callee answers',
  verdict: 'breaking',
};
/** New callers read what the old callee answers. */
export const ANSWER_BEFORE_CALLEE: Direction = {
  part: 'answer',
  readerIsNew: true,
  values: 'written',
  reader: 'New callers',
  writes: 'a callee with the old contract answers',
  verdict: 'careful',
  order: 'Deploy the callee before its callers.',
};
/** Old subscribers read what the new publisher publishes. */
export const EVENT: Direction = {
  part: 'event',
  readerIsNew: false,
  values: 'written',
  reader: 'Subscribers with the old contract',
  writes: 'the new publisher publishes',
  verdict: 'breaking',
};
/** New subscribers read the journal, and what an old publisher still publishes. */
export const HISTORY: Direction = {
  part: 'history',
  readerIsNew: true,
  values: 'accepted',
  reader: 'The new contract',
  writes: 'the journal holds',
  verdict: 'breaking',
};

/** The message and version that findings are about. */
export type Subject = Pick<RawFinding, 'message' | 'version'>;

/** Compares a schema before and after in one direction. */
export function findIn(direction: Direction, subject: Subject, before: Slot, after: Slot): RawFinding[] {
  const { readerIsNew, values } = direction;
  const [reader, writer] = readerIsNew ? [after, before] : [before, after];
  return compareSlots(reader, writer, { readerIsNew, values }).flatMap((difference): RawFinding[] => {
    // Remarks on values that are read belong to the direction that no order of deployment avoids.
    if (direction.verdict === 'careful' && difference.verdict !== 'breaking') return [];
    const verdict = difference.verdict === 'breaking' ? direction.verdict : difference.verdict;
    return [
      {
        ...subject,
        verdict,
        rule: difference.rule,
        part: direction.part,
        path: difference.path,
        what: difference.what,
        why: consequence(direction, difference),
        remedy: direction.order ?? '',
        ...(difference.renamedTo !== undefined && { renamedTo: difference.renamedTo }),
        before: readerIsNew ? difference.writer : difference.reader,
        after: readerIsNew ? difference.reader : difference.writer,
      },
    ];
  });
}

function consequence({ reader, writes, part }: Direction, { verdict, rule, refuses }: Difference): string {
  const isPlural = /callers|subscribers/i.test(reader);
  const verb = isPlural ? 'refuse' : 'refuses';
  if (verdict === 'breaking')
    return rule === 'field-renamed' && refuses.includes('silently')
      ? `${reader} ${verb.replace('refuse', 'drop')} ${refuses}.`
      : `${reader} ${verb} ${refuses}, which ${writes}.`;
  switch (rule) {
    case 'field-removed':
      return part === 'input' || part === 'history'
        ? `${reader} no longer reads it: what ${writes} in it is dropped.`
        : `${reader} no longer get it.`;
    case 'default':
      return `A missing value now means something else than when it was left out.`;
    case 'others':
      return `Fields that the contract does not name were taken before.`;
    default:
      return `${reader} ${isPlural ? 'read' : 'reads'} ${refuses} differently.`;
  }
}
