import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../../dev/built-code.mjs';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
/** Packages of the workspace are linked into these scopes of node_modules. */
const OWN_SCOPES = new Set(['@apps', '@contracts', '@modules', '@multilith', '@tools']);

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  /** What it printed, on both streams. */
  readonly output: string;
}

/**
 * A copy of this workspace with what has been built, in a temporary folder and a Git repository of its own. Packages from
 * npm are links to those that are installed here; packages of the workspace link to the copy.
 */
export class BuiltWorkspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'multilith-workspace-'));
  readonly #folders = new Set<string>();

  constructor() {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: WORKSPACE,
      encoding: 'utf8',
    });
    const paths = files.split('\0').filter((path) => path !== '' && existsSync(join(WORKSPACE, path)));
    const built = paths
      .filter((path) => path.endsWith('/package.json'))
      .map((path) => join(dirname(path), 'dist'))
      .filter((path) => existsSync(join(WORKSPACE, path)));
    for (const path of paths) this.#copy(path);
    for (const folder of built)
      for (const entry of readdirSync(join(WORKSPACE, folder), { recursive: true, withFileTypes: true }))
        if (entry.isFile()) this.#copy(relative(WORKSPACE, join(entry.parentPath, entry.name)));
    this.#linkModules();
    this.#git('init', '--quiet');
    this.commit();
  }

  /** Runs a command of node_modules/.bin in the copy, without a daemon or colours. */
  run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: this.folder,
        env: this.environment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  /** What programs in the copy should have as their environment. */
  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...withoutVitest(process.env),
      NX_DAEMON: 'false',
      NX_WORKSPACE_ROOT_PATH: this.folder,
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      ...more,
      PATH: `${join(this.folder, 'node_modules/.bin')}:${process.env['PATH']}`,
    };
  }

  /** Paths that differ from the last commit. */
  changes(): string[] {
    return this.#git('status', '--porcelain', '-uall')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3))
      .sort();
  }

  commit(): void {
    this.#git('add', '--all');
    this.#git('-c', 'user.name=spec', '-c', 'user.email=spec@localhost', 'commit', '--quiet', '--message', 'as it is');
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** With its time, so that what is built counts as built. Several times as fast as `cpSync`, for thousands of files. */
  #copy(path: string): void {
    const to = join(this.folder, path);
    const folder = dirname(to);
    if (!this.#folders.has(folder)) mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
    copyFileSync(join(WORKSPACE, path), to);
    const { atime, mtime } = statSync(join(WORKSPACE, path));
    utimesSync(to, atime, mtime);
  }

  #git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' });
  }

  #linkModules(): void {
    const from = join(WORKSPACE, 'node_modules');
    const to = join(this.folder, 'node_modules');
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name === '.cache' || name === '.vite' || name === '.vite-temp') continue;
      if (OWN_SCOPES.has(name)) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
      else symlinkSync(join(from, name), join(to, name));
    }
  }
}

/** A vitest inside of a vitest is a new one. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:VITEST|TEST|NODE_ENV|NX_|TINYPOOL)/.test(name) || name === 'TEST_DATABASE_URL',
    ),
  );
}
