import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where GitHub and GitLab look for the file. */
const PLACES = ['CODEOWNERS', '.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'docs/CODEOWNERS'];

/** Returns who owns a folder by the CODEOWNERS of the workspace, like `@acme/orders`; `undefined` without an owner. */
export function ownerOf(root: string, folder: string): string | undefined {
  const file = PLACES.map((place) => join(root, place)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const rules = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*/, '').trim())
    .filter((line) => line !== '' && !/^\^?\[/.test(line))
    .map((line) => line.split(/\s+/));
  // The last matching line counts, even if it names no owner.
  const rule = rules.findLast(([pattern]) => fits(pattern!, `${folder}/src/index.ts`));
  return rule && rule.length > 1 ? rule.slice(1).join(' ') : undefined;
}

/** Patterns are those of .gitignore: one with a slash inside starts at the root, and one of a folder covers its content. */
function fits(pattern: string, path: string): boolean {
  const isRooted = pattern.replace(/\/$/, '').includes('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => GLOBS[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`))
    .join('');
  return new RegExp(`^${isRooted ? '' : '(?:.*/)?'}${body}(?:/.*)?$`).test(path);
}

const GLOBS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
