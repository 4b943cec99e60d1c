import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds that long spec files took on an idle machine; `node tools/dev/long-specs.mjs` writes them after a run. */
const SECONDS = new Map(
  Object.entries(
    JSON.parse(readFileSync(new URL('../../vitest.long-specs.json', import.meta.url), 'utf8')) as Record<
      string,
      number
    >,
  ),
);

/**
 * Runs the longest spec files of a project first, also in a fresh clone: vitest knows durations of earlier runs only, and
 * else takes the size of a file for its duration. A long file that begins last keeps one core busy and the others idle.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    // `sort` keeps the order of files that count the same: as vitest has them, those that failed first.
    return [...sorted].sort(
      (a, b) => projects.indexOf(a.project) - projects.indexOf(b.project) || this.#seconds(b) - this.#seconds(a),
    );
  }

  #seconds({ moduleId }: TestSpecification): number {
    return SECONDS.get(moduleId.slice(this.ctx.config.root.length + 1)) ?? 0;
  }
}
