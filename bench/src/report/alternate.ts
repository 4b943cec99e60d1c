import { median, type Row } from './table.js';

/** Something to measure: runs an operation a number of times. */
export interface Candidate {
  readonly name: string;
  run(times: number): Promise<void>;
}

/**
 * Measures candidates in turn, round after round, so that a warm CPU, a busy disk or a garbage collection meets all of
 * them alike. Returns the median time of each.
 */
export async function alternate(candidates: readonly Candidate[], rounds: number, times: number): Promise<Row[]> {
  const figures = candidates.map((): number[] => []);
  for (const candidate of candidates) await candidate.run(times);
  for (let round = 0; round < rounds; round++)
    for (const [i, candidate] of candidates.entries()) {
      const started = performance.now();
      await candidate.run(times);
      figures[i]!.push(((performance.now() - started) * 1000) / times);
    }
  return candidates.map(({ name }, i) => ({ name, microseconds: median(figures[i]!) }));
}
