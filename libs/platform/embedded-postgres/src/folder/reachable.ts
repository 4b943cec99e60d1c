import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The operating system user that the server runs as; `undefined` if it is the user of this process. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const allows = (mode: number, owner: number, group: number, user: ServerUser, bits: number): boolean => {
  const shift = owner === user.uid ? 6 : group === user.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
};

/**
 * Returns the first folder on a path that the user may not enter; `undefined` if all may be entered. Folders that do
 * not exist yet are ignored: we create them with the right mode.
 */
export async function firstBarredFolder(path: string, user: ServerUser | undefined): Promise<string | undefined> {
  if (!user) return undefined;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() && !allows(found.mode, found.uid, found.gid, user, 0o1)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Whether the user may read a file, and execute it if `execute` is set. */
export async function canRead(path: string, user: ServerUser | undefined, execute = false): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  if (!user) return true;
  return allows(found.mode, found.uid, found.gid, user, execute ? 0o5 : 0o4) && !(await firstBarredFolder(path, user));
}
