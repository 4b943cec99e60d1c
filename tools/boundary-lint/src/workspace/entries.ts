import type { Unit } from './unit.js';

/**
 * The files that a package offers under a specifier of it, whatever condition chooses one; `undefined` where it offers none.
 * @param subpath `.` for the package itself, else `./…`
 */
export function targetsOf({ exported, entries, main }: Unit, subpath: string): readonly string[] | undefined {
  if (!exported) return subpath === '.' && main.length > 0 ? main : undefined;
  const exact = entries.get(subpath);
  if (exact) return exact.length > 0 ? exact : undefined;
  const [best] = [...entries]
    .flatMap(([key, targets]) => {
      const part = matched(key, subpath);
      return part === undefined ? [] : [{ key, targets: targets.map((target) => filled(target, part)) }];
    })
    .sort((a, b) => headOf(b.key).length - headOf(a.key).length || b.key.length - a.key.length);
  // A pattern that leads to `null` takes back what a wider one offers.
  return best && best.targets.length > 0 ? best.targets : undefined;
}

const headOf = (key: string): string => key.split('*')[0]!;

/** What the star of `./features/*` stands for; a key that ends in a slash is an old way to write one. */
function matched(key: string, subpath: string): string | undefined {
  const pattern = key.endsWith('/') ? `${key}*` : key;
  const star = pattern.indexOf('*');
  if (star < 0) return undefined;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = subpath.startsWith(head) && subpath.endsWith(tail) && subpath.length > head.length + tail.length;
  return fits ? subpath.slice(head.length, subpath.length - tail.length) : undefined;
}

const filled = (target: string, part: string): string =>
  target.includes('*') ? target.replaceAll('*', () => part) : target.endsWith('/') ? target + part : target;
