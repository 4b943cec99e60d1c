import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MultilithError } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { git } from '../../workspace/git.js';
import { PUBLISHED_FILE } from '../../workspace/read-locks.js';
import { usesLock } from '../../workspace/uses-lock.js';
import { LOCK_FILE } from '../../workspace/without-lock.js';

/** A contract and the locks that it is compared with. */
export interface LockedContract {
  /** From the root of the workspace, like `libs/contracts/orders`. */
  readonly folder: string;
  readonly context: string;
  /** Today's lock. Of a contract that was deleted: what it was, with every message removed. */
  readonly lock: ContractLock;
  /** The lock at the merge base. */
  readonly base: ContractLock | undefined;
  /** The lock that was released. */
  readonly published: ContractLock | undefined;
  readonly isDeleted: boolean;
}

const LOCK = `src/${LOCK_FILE}`;
/** Where contracts live, unless the command line names folders. */
const CONTRACTS = 'libs/contracts';

/**
 * Reads the locks of contracts. Packages of types that contracts share have none, and are left out.
 *
 * @param folders of contracts, from the root. Default: all, with those that the base has and the workspace has not
 * @param commit the merge base; `undefined` without one
 * @throws MultilithError CONTRACT_LOCK_UNREADABLE
 */
export function lockedContracts(
  root: string,
  folders: readonly string[],
  commit: string | undefined,
): readonly LockedContract[] {
  const named = folders.map((folder) => folder.replace(/\/+$/, ''));
  const before = commit === undefined ? new Map<string, LockAtBase>() : locksAt(root, commit, named);
  const hadLock = new Set([...before.values()].map(({ folder }) => folder));
  const isContract = (folder: string): boolean =>
    hadLock.has(folder) || usesLock(root, folder) || !existsSync(join(root, folder, 'package.json'));
  for (const folder of named)
    if (!existsSync(join(root, folder, LOCK)) && isContract(folder))
      throw unreadable(`${folder}/${LOCK}`, 'is missing');
  const present = (named.length > 0 ? named : foldersIn(root)).filter((folder) => existsSync(join(root, folder, LOCK)));
  const contracts = present.map((folder): LockedContract => {
    const lock = parsed(readFileSync(join(root, folder, LOCK), 'utf8'), `${folder}/${LOCK}`);
    const published = join(root, folder, PUBLISHED_FILE);
    return {
      folder,
      context: lock.context,
      lock,
      base: before.get(lock.context)?.lock,
      published: existsSync(published)
        ? parsed(readFileSync(published, 'utf8'), `${folder}/${PUBLISHED_FILE}`)
        : undefined,
      isDeleted: false,
    };
  });
  const kept = new Set(contracts.map(({ context }) => context));
  const deleted = [...before.values()].filter(({ lock }) => !kept.has(lock.context));
  return [...contracts, ...(named.length > 0 ? [] : deleted.map(deletedContract))];
}

interface LockAtBase {
  readonly folder: string;
  readonly lock: ContractLock;
}

const deletedContract = ({ folder, lock }: LockAtBase): LockedContract => ({
  folder,
  context: lock.context,
  lock: { ...lock, messages: {}, errors: {} },
  base: lock,
  published: undefined,
  isDeleted: true,
});

function foldersIn(root: string): string[] {
  if (!existsSync(join(root, CONTRACTS))) return [];
  return readdirSync(join(root, CONTRACTS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${CONTRACTS}/${name}`)
    .sort();
}

/** Locks at a commit by context, so that a contract is found again in another folder. */
function locksAt(root: string, commit: string, folders: readonly string[]): Map<string, LockAtBase> {
  const scope = folders.length > 0 ? folders : ['.'];
  const paths = (git(root, 'ls-tree', '-r', '--name-only', '-z', commit, '--', ...scope) ?? '').split('\0');
  const locks = paths
    .filter((path) => path.endsWith(`/${LOCK}`))
    .map((path): LockAtBase => {
      const text = git(root, 'show', `${commit}:./${path}`) ?? '';
      return { folder: path.slice(0, -LOCK.length - 1), lock: parsed(text, `${path} at ${commit.slice(0, 8)}`) };
    });
  return new Map(locks.map((each) => [each.lock.context, each]));
}

function parsed(text: string, path: string): ContractLock {
  let lock: ContractLock | undefined;
  try {
    lock = JSON.parse(text) as ContractLock;
  } catch {
    throw unreadable(path, /^<{7} /m.test(text) ? 'has conflicts of a merge' : 'is not JSON');
  }
  if (lock?.format !== 1 || typeof lock.context !== 'string' || !lock.messages || !lock.errors)
    throw unreadable(path, 'is not a lock of format 1');
  return lock;
}

const unreadable = (path: string, problem: string): MultilithError =>
  new MultilithError(
    'CONTRACT_LOCK_UNREADABLE',
    `${path} ${problem}.`,
    'Write the lock again: npx nx run-many -t contract.',
  );
