import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MultilithError } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { lockPath, parsed, PUBLISHED_FILE, textOf } from '../workspace/read-locks.js';
import type { ExitCode, Output } from './output.js';

/** Runs `multilith-contract publish`: copies the locks to `contract.published.json`, and prints what has changed. */
export function publishLocks(root: string, folders: readonly string[], output: Output): ExitCode {
  let unchanged = 0;
  for (const folder of folders) {
    const text = textOf(join(root, lockPath(folder)));
    if (text === undefined) continue;
    const lock = lockIn(text, folder);
    const file = join(root, folder, PUBLISHED_FILE);
    const before = textOf(file);
    if (before === text) {
      unchanged++;
      continue;
    }
    const changes = changesBetween(parsed(before, lock.context), lock);
    writeFileSync(file, text);
    output.log(`${lock.context}: ${changes.length === 0 ? 'descriptions only' : changes.join(', ')}`);
  }
  if (unchanged > 0) output.log(`${unchanged} published already.`);
  return 0;
}

function lockIn(text: string, folder: string): ContractLock {
  const { context } = safely(text) ?? { context: basename(folder) };
  const lock = parsed(text, context);
  if (lock) return lock;
  throw new MultilithError(
    'CONTRACT_LOCK_UNREADABLE',
    `${lockPath(folder)} is not a lock.`,
    'Run `npx nx run-many -t contract` first.',
  );
}

function safely(text: string): ContractLock | undefined {
  try {
    return JSON.parse(text) as ContractLock;
  } catch {
    return undefined;
  }
}

/** Returns the changes between two locks, like `+ PlaceOrder v2`. */
function changesBetween(before: ContractLock | undefined, after: ContractLock): string[] {
  const old = entriesOf(before);
  return [...entriesOf(after)].flatMap(([name, { status, text }]) => {
    const known = old.get(name);
    if (!known) return status === 'removed' ? [] : [`+ ${name}`];
    if (known.status !== status && status === 'removed') return [`- ${name}`];
    return known.text === text ? [] : [`~ ${name}`];
  });
}

function entriesOf(lock: ContractLock | undefined): Map<string, { status: string; text: string }> {
  const entries = new Map<string, { status: string; text: string }>();
  const add = (name: string, entry: { readonly status: string }): void =>
    void entries.set(name, { status: entry.status, text: JSON.stringify(entry) });
  for (const [name, { versions }] of Object.entries(lock?.messages ?? {}))
    for (const [version, entry] of Object.entries(versions)) add(`${name} v${version}`, entry);
  for (const [name, entry] of Object.entries(lock?.errors ?? {})) add(name, entry);
  return entries;
}
