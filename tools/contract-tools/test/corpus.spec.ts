import { describe, expect, it } from 'vitest';
import { compare } from '../src/compat/compare.js';
import type { Finding, FindingPart, Verdict } from '../src/compat/finding.js';
import { compareSlots } from '../src/compat/reading/compare-slots.js';
import { readable } from '../src/compat/reading/reading.js';
import { Side } from './corpus/exchange.js';
import { corpus } from './corpus/index.js';
import { lockWith } from './corpus/locks.js';

const worst = (findings: readonly Finding[], message: string, part: FindingPart): Verdict => {
  const verdicts = findings
    .filter((finding) => finding.message === message && finding.part === part)
    .map(({ verdict }) => verdict);
  return (['breaking', 'careful', 'compatible'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'compatible';
};

describe.each(Object.entries(corpus))('the gate on %s', (_noun, { changes }) => {
  it.each(changes.map((row) => [row.change, row] as const))(
    '%s',
    (_change, { before, after, protobuf, ...expected }) => {
      const { lock: old } = lockWith(before);
      const { lock: now } = lockWith(after, old);
      const findings = compare(old, now);
      const json = findings.filter(({ form }) => form === undefined);
      const { input, answer, event, history } = expected;
      expect({
        input: worst(json, 'corpus.Ask', 'input'),
        answer: worst(json, 'corpus.Tell', 'answer'),
        event: worst(json, 'corpus.Happened', 'event'),
        history: worst(json, 'corpus.Happened', 'history'),
      }).toEqual({ input, answer, event, history });
      expect(findings.some(({ form }) => form === 'protobuf')).toBe(protobuf !== undefined);
      // Data of errors is read like answers.
      if (now.errors['Failed']?.status === 'current' && old.errors['Failed'])
        expect(worst(json, 'corpus.Failed', 'error')).toBe(answer);
    },
  );
});

const VALUES = 150;

describe.each(Object.entries(corpus))('what real schemas read: %s', (_noun, { changes }) => {
  it.each(changes.map((row) => [row.change, row] as const))(
    '%s',
    (_change, { before, after, unproved, loses, blind }) => {
      const [old, now] = [new Side(before), new Side(after)];
      for (const [reader, writer, readerIsNew, values] of [
        [now, old, true, 'accepted'],
        [now, old, true, 'written'],
        [old, now, false, 'written'],
      ] as const) {
        const claim = readable(compareSlots(reader.slot, writer.slot, { readerIsNew, values }));
        const written = writer.values(values, VALUES, 7);
        expect(written.length).toBeGreaterThan(0);
        const refused = written.find((json) => !reader.reads(json));
        if (claim && blind) continue;
        if (claim) expect(refused, 'a value that the gate takes for readable').toBeUndefined();
        else if (loses) expect(written.some((json) => isLost(json, reader))).toBe(true);
        else if (!unproved)
          expect(
            refused,
            `a value that the reader refuses (${values}, ${readerIsNew ? 'new' : 'old'} reader)`,
          ).toBeDefined();
      }
    },
  );
});

/** Whether a reader drops a field that it was sent. */
function isLost(json: unknown, reader: Side): boolean {
  const kept = reader.rewrites(json as never) as object;
  return Object.keys(json as object).some((key) => !Object.hasOwn(kept, key));
}

it('knows more than ninety changes', () => {
  const changes = Object.values(corpus).flatMap(({ changes: all }) => all);
  expect(new Set(changes.map(({ change }) => change)).size).toBe(changes.length);
  expect(changes.length).toBeGreaterThan(90);
});
