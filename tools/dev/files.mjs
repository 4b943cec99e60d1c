// The file helpers of the development scripts. They run before anything is installed, so they use Node alone.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export { existsSync, readFileSync, writeFileSync };

/** Paths below `root` that fit a pattern in which `*` stands for one folder name; Node 20 has no `fs.globSync`. */
export function globSync(root, pattern) {
  const walk = (base, [step, ...rest]) => {
    if (step === undefined) return existsSync(resolve(root, base)) ? [base] : [];
    if (step !== '*') return walk(join(base, step), rest);
    const here = resolve(root, base);
    if (!existsSync(here)) return [];
    return readdirSync(here, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .flatMap((entry) => walk(join(base, entry.name), rest));
  };
  return walk('', pattern.split('/')).sort();
}
