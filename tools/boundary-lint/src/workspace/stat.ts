import { statSync, type Stats } from 'node:fs';

/** What is under a path; `undefined` if nothing is, or if a file stands where it needs a folder. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
