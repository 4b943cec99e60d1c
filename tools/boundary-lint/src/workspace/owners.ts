import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = ['CODEOWNERS', '.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'docs/CODEOWNERS'];

/** Who answers for a path, by CODEOWNERS: the last line that fits counts. */
export class Owners {
  readonly #lines: readonly { readonly fits: RegExp; readonly owners: readonly string[] }[];

  constructor(root: string) {
    const file = PLACES.map((place) => join(root, place)).find((path) => existsSync(path));
    const lines = file === undefined ? [] : readFileSync(file, 'utf8').split(/\r?\n/);
    this.#lines = lines
      .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
      .filter((line) => line !== '' && !/^\^?\[/.test(line))
      .map((line) => {
        const [pattern, ...owners] = line.split(/\s+/);
        return { fits: patternOf(pattern!), owners };
      })
      .reverse();
  }

  /** The owners of a path; empty if no owner is named. */
  of(path: string): readonly string[] {
    return this.#lines.find(({ fits }) => fits.test(path))?.owners ?? [];
  }
}

function patternOf(pattern: string): RegExp {
  const anchored = pattern.startsWith('/') || pattern.slice(0, -1).includes('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\/$/, '/**')
    .replace(/\*\*\/|\*\*|\*/g, (star) => (star === '*' ? '[^/]*' : star === '**' ? '.*' : '(?:.*/)?'));
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}(?:/.*)?$`);
}
