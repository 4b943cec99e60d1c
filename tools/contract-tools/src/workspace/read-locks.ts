import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractLock } from '@multilith/contract/lock';
import { git } from './git.js';
import { LOCK_FILE } from './without-lock.js';

/** Name of the file beside a contract's package.json with the lock as it was released last. */
export const PUBLISHED_FILE = 'contract.published.json';

/** The path of a contract's lock. */
export const lockPath = (folder: string): string => `${folder}/src/${LOCK_FILE}`;

/**
 * Reads the locks of a contract. A lock that is missing or broken, as after a merge, is taken from the last commit, so that
 * numbers stay what they were.
 */
export function readLocks(
  root: string,
  folder: string,
  context: string,
): { previous: ContractLock | undefined; published: ContractLock | undefined } {
  const read = (path: string): ContractLock | undefined => parsed(textOf(join(root, path)), context);
  const path = lockPath(folder);
  return {
    previous: read(path) ?? parsed(git(root, 'show', `HEAD:./${path}`), context),
    published: read(`${folder}/${PUBLISHED_FILE}`),
  };
}

/** Returns the lock that a text holds; `undefined` if it is not the lock of the context. */
export function parsed(text: string | undefined, context: string): ContractLock | undefined {
  if (text === undefined) return undefined;
  try {
    const lock = JSON.parse(text) as ContractLock;
    const isLock = lock?.format === 1 && lock.context === context && Boolean(lock.messages) && Boolean(lock.errors);
    return isLock ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the text of a file; `undefined` if it does not exist. */
export const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
