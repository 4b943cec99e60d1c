import { describe, expect, it } from 'vitest';
import { compare } from '../src/compat/compare.js';
import type { Finding } from '../src/compat/finding.js';
import { contracts } from './corpus/contracts.js';
import { lockOfMessages } from './corpus/locks.js';

const lineOf = ({ verdict, rule, message, version, part, path }: Finding): string =>
  [
    verdict,
    rule,
    message,
    ...(version === undefined ? [] : [`v${version}`]),
    part,
    ...(path === '' ? [] : [path]),
  ].join(' ');

describe('the gate on contracts', () => {
  it.each(contracts.map((row) => [row.change, row] as const))(
    '%s',
    (_change, { before, after, findings, consumers = [] }) => {
      const { lock: old } = lockOfMessages(before);
      const { lock: now } = lockOfMessages(after, old);
      const found = compare(old, now, { consumers });
      expect(
        found
          .filter(({ verdict }) => verdict !== 'compatible')
          .map(lineOf)
          .sort(),
      ).toEqual([...findings].sort());
      // Whatever needs action says what to do, and how the change reads.
      for (const finding of found.filter(({ verdict }) => verdict === 'breaking'))
        expect([finding.what, finding.why, finding.remedy]).not.toContain('');
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    },
  );

  it('finds nothing between equal locks', () => {
    for (const { after } of contracts) {
      const { lock } = lockOfMessages(after);
      expect(compare(lock, lock)).toEqual([]);
    }
  });

  it('names consumers, those that read the journal from the beginning first', () => {
    const { before, after } = contracts.find(({ change }) => change === 'event field renamed in place')!;
    const { lock: old } = lockOfMessages(before);
    const consumer = { message: 'corpus.Placed', version: 1, part: 'module', files: ['a.ts'] } as const;
    const consumers = [
      { ...consumer, context: 'mail', subscription: { name: 'placed', start: 'now' } },
      { ...consumer, context: 'reports', subscription: { name: 'placed', start: 'beginning' } },
      { ...consumer, context: 'other', message: 'corpus.Count' },
    ] as const;
    const found = compare(old, lockOfMessages(after, old).lock, { consumers, owner: '@acme/corpus' });
    const history = found.find(({ part }) => part === 'history')!;
    expect(history.consumers.map(({ context }) => context)).toEqual(['reports', 'mail']);
    expect(history).toMatchObject({
      owner: '@acme/corpus',
      remedy: expect.stringContaining('npx nx g version corpus/Placed'),
    });
  });
});
