import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { locked } from './build-lock.mjs';

function lockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'build-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'not/yet/there/build.lock');
}

it('one holder follows the other, also after one that failed', async () => {
  const file = lockFile();
  const seen: string[] = [];
  const hold = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('b fails');
  };
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => locked(file, hold(name))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen.filter((_, index) => index % 2 === 0).map((begun) => begun.replace('begins', 'ends'))).toEqual(
    seen.filter((_, index) => index % 2 === 1),
  );
  expect(existsSync(file)).toBe(false);
});

it('is taken over from a holder that has died', async () => {
  const file = lockFile();
  await locked(file, async () => {});
  writeFileSync(file, String(spawnSync(process.execPath, ['--version']).pid));
  expect(await locked(file, async () => 'built')).toBe('built');
});

it('is taken over by one process only, however many find that its holder has died', async () => {
  const file = lockFile();
  await locked(file, async () => {});
  writeFileSync(file, String(spawnSync(process.execPath, ['--version']).pid));
  const log = `${file}.log`;
  const module = pathToFileURL(join(import.meta.dirname, 'build-lock.mjs')).href;
  const program = `
    import { appendFileSync } from 'node:fs';
    const { locked } = await import(${JSON.stringify(module)});
    process.stdin.once('data', () => locked(${JSON.stringify(file)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'begins ');
      await new Promise((done) => setTimeout(done, 2));
      appendFileSync(${JSON.stringify(log)}, 'ends ');
    }));
    process.stdout.write('ready');`;
  const processes = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of processes) stdin.end('go');
  await Promise.all(processes.map((each) => once(each, 'exit')));
  expect(readFileSync(log, 'utf8')).toBe('begins ends '.repeat(processes.length));
  expect(readdirSync(dirname(file))).toEqual(['build.lock.log']);
});
