import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

interface Manifest {
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

/** The programs that npm links into node_modules/.bin for packages of this workspace. */
const programs = execFileSync('git', ['ls-files', '*package.json'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /^(?:libs|tools|apps)\//.test(path))
  .flatMap((path) => {
    const { bin = {}, files = [] } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
    return Object.entries(bin).map(([name, file]) => [name, join(dirname(path), file), files] as const);
  });

it('there are some', () => {
  expect(programs.map(([name]) => name)).toEqual(expect.arrayContaining(['boundary-lint', 'multilith']));
});

it.each(programs)('%s can be linked in a fresh clone, and says there how it is built', (name, path, files) => {
  // npm links no file that is not there yet.
  expect(statSync(join(ROOT, path)).mode & 0o111).toBe(0o111);
  expect(path).toMatch(/\/bin\//);
  expect(files).toEqual(expect.arrayContaining(['bin', 'dist']));
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(ROOT, dirname(path)), join(folder, 'bin'), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin', `${name}.js`)], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^✗ ${name} is not built yet\\. Run .*npm run`));
});
