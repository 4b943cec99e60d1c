import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { fingerprintOf } from '../../cache/fingerprint.js';
import { runCli } from '../../run-cli.js';
import { writeWorkspace, type Tree } from '../../workspace.fixture.js';
import { readFacts } from '../read-facts.js';
import { FREE, OURS, THEIRS, type Answer, type Shared, type Task } from './shared.js';
import '../../../../dev/built-code.mjs';

// The built tool: a thread runs JavaScript.
const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const THREAD = new URL('../../../dist/source/second-reader/reader-thread.js', import.meta.url);
const FOLDER = 'libs/modules/orders/src/domain';
/** Violations among many files: some for each thread, and one unreadable file. */
const MANY = 1_500;

const manyFiles = (): Tree =>
  Object.fromEntries(
    Array.from({ length: MANY }, (_, i) => [
      `${FOLDER}/rule-${String(i).padStart(4, '0')}.ts`,
      i % 100 === 0 ? `import '@modules/catalog';` : `export const rule${i} = ${i};`,
    ]),
  );

it('finds with two threads what one finds, also when what they read is remembered', () => {
  const root = writeWorkspace(manyFiles());
  writeFileSync(join(root, FOLDER, 'rule-1499.ts'), '('.repeat(200_000));
  const lines: string[] = [];
  const status = runCli(['--root', root, '--format', 'json', '--no-cache'], {
    log: (line) => lines.push(line),
    error: (line) => lines.push(line),
  });
  for (let run = 0; run < 2; run++) {
    const built = spawnSync(process.execPath, [CLI, '--root', root, '--format', 'json'], {
      encoding: 'utf8',
    });
    expect([built.status, JSON.parse(built.stdout)]).toEqual([status, JSON.parse(lines.join('\n'))]);
  }
  expect(status).toBe(1);
  expect(JSON.parse(lines.join('\n')).violations).toHaveLength(16);
  // Three checks of 1,500 files, two of them in processes of their own: on a busy machine that takes its time.
}, 120_000);

it('reads from the end until it meets what the caller has taken, and leaves what it cannot read', async () => {
  const root = writeWorkspace(manyFiles());
  const tasks = Object.keys(manyFiles()).map((path): Task => ({ path: join(root, path), depth: 'module' }));
  rmSync(tasks[1_000]!.path);
  const claims = new Int32Array(new SharedArrayBuffer(4 * MANY));
  claims[9] = OURS;
  const { port1, port2 } = new MessageChannel();
  const answers: Answer[] = [];
  port1.on('message', (some: Answer[]) => answers.push(...some));
  const workerData: Shared = { tasks, claims, sent: new Int32Array(new SharedArrayBuffer(4)), port: port2 };
  const thread = new Worker(THREAD, {
    workerData,
    transferList: [port2],
  });
  await once(port1, 'close');
  await thread.terminate();

  const theirs = tasks.filter((_, number) => number > 9 && number !== 1_000).reverse();
  expect(answers.map(({ path }) => path)).toEqual(theirs.map(({ path }) => path));
  const { path } = tasks[1_499]!;
  const text = 'export const rule1499 = 1499;';
  expect(answers[0]).toEqual({ path, fingerprint: fingerprintOf(text), facts: readFacts(path, text, 'module') });
  expect([...claims.slice(8, 12)]).toEqual([FREE, OURS, THEIRS, THEIRS]);
  expect(claims[1_000]).toBe(FREE);
});
