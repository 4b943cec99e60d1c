import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import runProgram from './program.executor.js';

const root = mkdtempSync(join(tmpdir(), 'program-'));
const target = { options: { program: 'program.mjs', args: ['orders'] } };
beforeAll(() => {
  writeFileSync(
    join(root, 'program.mjs'),
    `import { writeFileSync } from 'node:fs';
     writeFileSync('got.json', JSON.stringify(process.argv.slice(2)));
     process.exitCode = process.argv.includes('--fail') ? 3 : 0;`,
  );
  writeFileSync(join(root, 'another.mjs'), `import { writeFileSync } from 'node:fs'; writeFileSync('pwned', '');`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const got = (): unknown => JSON.parse(readFileSync(join(root, 'got.json'), 'utf8'));
const pwned = (): boolean => existsSync(join(root, 'pwned'));

it.each([
  '--format=$(touch pwned)',
  '--format=`touch pwned`',
  '--format="; touch pwned; "',
  "--format='; touch pwned; '",
  '--format=x | touch pwned',
  '--format=a\ntouch pwned',
  '--format=%PATH% ^& echo',
  '--format=$HOME *',
])('passes on %j as it was typed', async (typed) => {
  await expect(runProgram({ __unparsed__: [typed, 'two words'] }, { root, target })).resolves.toEqual({
    success: true,
  });
  expect(got()).toEqual(['orders', typed, 'two words']);
  expect(pwned()).toBe(false);
});

it('runs the program of the target, whatever the command line says', async () => {
  const typed = { program: 'another.mjs', args: [], __unparsed__: ['--program=another.mjs', '--args=x'] };
  await runProgram(typed, { root, target });
  expect(got()).toEqual(['orders', '--program=another.mjs', '--args=x']);
  expect(pwned()).toBe(false);
});

it('fails when the program fails', () =>
  expect(runProgram({ __unparsed__: ['--fail'] }, { root, target })).resolves.toEqual({ success: false }));
