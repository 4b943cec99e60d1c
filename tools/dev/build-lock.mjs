// One build at a time: two compilers that write the same files would leave programs half written for each other.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './run.mjs';

const LOOK_MS = 100;
/** A build that takes longer is worth a line about who holds the lock. */
const SAY_AFTER_MS = 2_000;

/**
 * Runs work while no other process of this workspace holds the lock. A lock whose holder has died is free.
 *
 * @template T
 * @param {string} file the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  const started = performance.now();
  for (let said = false; !take(file); await sleep(LOOK_MS)) {
    if (said || performance.now() - started < SAY_AFTER_MS) continue;
    said = true;
    say(`  waiting for the build of process ${textOf(file)} (${file})`);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** A lock is made with its content: a process that dies while it takes a lock leaves none that names no holder. */
function take(file) {
  if (made(file)) return true;
  const holder = textOf(file);
  if (holder !== '' && !lives(holder)) removeOf(holder, file);
  return false;
}

let attempts = 0;

function made(file) {
  const draft = `${file}.${process.pid}-${attempts++}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead process. Several processes may find it at the same time, and one of them may already have
 * taken the lock anew: only the one that holds the lock for the removal looks again, and removes.
 */
function removeOf(holder, file) {
  const removal = `${file}.removal`;
  if (!made(removal)) {
    const remover = textOf(removal);
    if (remover !== '' && !lives(remover)) rmSync(removal, { force: true });
    return;
  }
  try {
    if (textOf(file) === holder) rmSync(file, { force: true });
  } finally {
    rmSync(removal, { force: true });
  }
}

function lives(holder) {
  try {
    return process.kill(Number(holder), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
