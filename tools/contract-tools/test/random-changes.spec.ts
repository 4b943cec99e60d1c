import { describe, expect, it } from 'vitest';
import { compareSlots } from '../src/compat/reading/compare-slots.js';
import { readable } from '../src/compat/reading/reading.js';
import { findWireFaults } from '@multilith/contract';
import { Side } from './corpus/exchange.js';
import { RandomPairs } from './corpus/random-pairs.js';

/** More by hand: `RANDOM_CHANGES=20000 SEED=1 npx vitest run tools/contract-tools/test/random-changes.spec.ts`. */
const PAIRS = Number(process.env['RANDOM_CHANGES'] ?? 150);
const SEED = Number(process.env['SEED'] ?? 20_261_201);
const VALUES = 60;

describe('the gate and the real schemas, on random changes', () => {
  it(
    'never takes a change for readable that refuses a value, and rarely refuses one that reads all',
    () => {
      const pairs = new RandomPairs(SEED);
      const missed: string[] = [];
      const unproved: string[] = [];
      let claims = 0;
      for (let i = 0; i < PAIRS; i++) {
        const { before, after, description } = pairs.next();
        if (findWireFaults(before).length + findWireFaults(after).length > 0) continue;
        const [old, now] = [new Side(before), new Side(after)];
        for (const [reader, writer, readerIsNew, values] of [
          [now, old, true, 'accepted'],
          [now, old, true, 'written'],
          [old, now, false, 'written'],
        ] as const) {
          const differences = compareSlots(reader.slot, writer.slot, { readerIsNew, values });
          const written = writer.values(values, VALUES, i + 1);
          if (written.length === 0) continue;
          claims++;
          const refused = written.find((json) => !reader.reads(json));
          const what = `${description}\n${values}, ${readerIsNew ? 'new' : 'old'} reader: `;
          if (readable(differences) && refused !== undefined) missed.push(`${what}${JSON.stringify(refused)}`);
          // Silent losses by a rename refuse nothing.
          if (
            !readable(differences) &&
            refused === undefined &&
            differences.every(({ rule }) => rule !== 'field-renamed')
          )
            unproved.push(`${what}${JSON.stringify(differences.map(({ rule, path }) => [rule, path.join('.')]))}`);
        }
      }
      expect(claims).toBeGreaterThan(PAIRS);
      expect(missed.join('\n\n')).toBe('');
      if (process.env['RANDOM_CHANGES'])
        console.log(
          `${claims} claims, ${unproved.length} refused without a proof\n${unproved.slice(0, 20).join('\n\n')}`,
        );
      // A change in a rarely written place, another pattern, or schemas that take almost nothing.
      expect(unproved.length / claims).toBeLessThan(0.03);
    },
    Math.max(120_000, PAIRS * 1_000),
  );
});
