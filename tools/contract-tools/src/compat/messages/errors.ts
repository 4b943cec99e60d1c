import type { ContractLock } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import { type Direction, findIn } from './direction.js';
import { bothForms } from './both-forms.js';
import { meaningIn } from './meaning.js';

const DATA: Direction = {
  part: 'error',
  readerIsNew: false,
  values: 'written',
  reader: 'Callers with the old contract',
  writes: 'the new callee attaches',
  verdict: 'breaking',
};
const DATA_BEFORE_CALLEE: Direction = {
  part: 'error',
  readerIsNew: true,
  values: 'written',
  reader: 'New callers',
  writes: 'a callee with the old contract attaches',
  verdict: 'careful',
  order: 'Deploy the callee before its callers.',
};

/** Compares the data of errors. Removing an error is compatible: callers only handle what no longer happens. */
export function errorFindings(before: ContractLock, after: ContractLock): RawFinding[] {
  return Object.entries(before.errors).flatMap(([name, was]): RawFinding[] => {
    const is = after.errors[name];
    if (was.status === 'removed' || is?.status !== 'current') return [];
    const subject = { message: `${after.context}.${name}`, version: undefined };
    const data = [{ shape: was.data }, { shape: is.data }] as const;
    return [
      ...bothForms(DATA, subject, ...data),
      ...findIn(DATA_BEFORE_CALLEE, subject, ...data),
      ...meaningIn('error', subject, was.data, is.data),
    ];
  });
}
