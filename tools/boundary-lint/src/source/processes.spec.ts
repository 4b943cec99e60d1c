import { describe, expect, it } from 'vitest';
import { reportOn, type Tree } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/planted.ts';
const MORE: Tree = {
  'libs/modules/catalog/src/worker.js': '',
  'libs/modules/catalog/src/verify.py': '',
  'libs/modules/orders/src/domain/python/verify.py': 'print(1)',
  'libs/modules/orders/src/domain/run.sh': '',
};
const found = (call: string): string[] => {
  const source = `import { exec, execFile, fork, spawn } from 'node:child_process';\nimport { join } from 'node:path';\nexport const run = (x: string) => ${call};`;
  const { violations, unanalysable } = reportOn({ ...MORE, [FILE]: source });
  return [...violations.map(({ rule }) => rule), ...unanalysable.map(() => 'unanalysable')];
};

describe('a program that is not Node', () => {
  it.each([
    ['python', `spawn('python', [join(import.meta.dirname, 'python/verify.py')])`],
    ['python by its path', `spawn('/usr/bin/python3.12', [join(import.meta.dirname, 'python/verify.py')])`],
    ['python with a script of its own', `spawn('python', ['libs/modules/catalog/src/verify.py'])`],
    ['python in a shell', `exec('python libs/modules/orders/src/domain/python/verify.py')`],
    ['a script of a shell', `spawn('bash', [join(import.meta.dirname, 'run.sh')])`],
    ['a script by its path', `execFile('libs/modules/orders/src/domain/run.sh')`],
    ['docker', `spawn('docker', ['run', '-v', './libs/modules/catalog/src/worker.js:/x.js', 'alpine'])`],
    [
      'docker compose at the root',
      `spawn('docker', ['compose', 'up'], { cwd: join(import.meta.dirname, '../../../../..') })`,
    ],
    ['git with a computed branch', 'exec(`git checkout ${x}`)'],
    ['git with a computed argument', `spawn('git', ['add', x])`],
    ['ffmpeg', 'exec(`ffmpeg -i ${x} out/x.mp4`)'],
    ['a package manager', `spawn('npm', ['run', 'build', '--prefix', '../catalog'])`],
    ['two programs', `exec('mkdir -p out/a && cp libs/modules/catalog/src/verify.py out/a')`],
    ['a copy of sources', `exec('tar czf out/x.tgz libs/modules/catalog/src/worker.js')`],
  ])('is ignored: %s', (_what, call) => {
    expect(found(call)).toEqual([]);
  });
});

describe('a program that runs code of another context', () => {
  it.each([
    ['node', `spawn('node', ['libs/modules/catalog/src/worker.js'])`],
    ['tsx through npx', `spawn('npx', ['tsx', 'libs/modules/catalog/src/worker.js'])`],
    ['node with variables before it', `exec('A=1 B=2 node libs/modules/catalog/src/worker.js')`],
    ['node through env', `exec('env A=1 node libs/modules/catalog/src/worker.js')`],
    ['node after another program', `exec('cd out && node libs/modules/catalog/src/worker.js')`],
    ['node behind a pipe', `exec('cat x | node ./libs/modules/catalog/src/worker.js')`],
    ['node in a shell', `spawn('bash', ['-c', 'node libs/modules/catalog/src/worker.js'])`],
    ['a runner that is not known', `spawn('pm2', ['start', 'libs/modules/catalog/src/worker.js'])`],
    ['a source that is a program', `spawn('libs/modules/catalog/src/worker.js')`],
    ['the cwd of node', `fork('x.js', { cwd: 'libs/modules/catalog/src' })`],
  ])('is found: %s', (_what, call) => {
    expect(found(call)).toContain('no-cross-context');
  });

  it.each([
    ['a script that is computed', `spawn('node', [x])`],
    ['a command that is computed', `exec(x)`],
    ['a command whose program is computed', 'exec(`${x} worker.js`)'],
    ['a command that goes on after a known program', 'exec(`cd out && ${x}`)'],
  ])('are unknown: %s', (_what, call) => {
    expect(found(call)).toContain('unanalysable');
  });
});

it('shows what is written, not the mark of the tool', () => {
  const { violations } = reportOn({
    [FILE]: `import { fork } from 'node:child_process';\nimport { join } from 'node:path';\nfork(join(import.meta.dirname, 'gone.js'));\nfork(join(process.cwd(), 'libs/modules/orders/src/gone.js'));`,
  });
  expect(violations.map(({ rule, specifier, message }) => ({ rule, specifier, message }))).toEqual([
    {
      rule: 'unreadable',
      specifier: 'gone.js',
      message: `'gone.js' loads libs/modules/orders/src/domain/gone.js, which does not exist. Mend the path.`,
    },
    {
      rule: 'unreadable',
      specifier: 'libs/modules/orders/src/gone.js',
      message: `'libs/modules/orders/src/gone.js' loads libs/modules/orders/src/gone.js, which does not exist. Mend the path.`,
    },
  ]);
});
