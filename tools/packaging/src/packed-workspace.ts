import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from './published-packages.mjs';
import { run } from './run.js';
import { StartedHosts } from './started-hosts.js';
import { TarballRegistry, tarballIn, type Tarball } from './tarball-registry.js';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}
interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const NEW_WORKSPACE = fileURLToPath(new URL('../fixtures/new-workspace/', import.meta.url));
/** Of the environment of a test run, what would change what runs in the new workspace. */
const OF_THIS_RUN = /^(?:VITEST|TEST|NODE_ENV|NODE_OPTIONS|NODE_PATH|NX_|TINYPOOL|npm_|INIT_CWD|MULTILITH_)/i;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  /** The output, of both streams. */
  readonly output: string;
}

/**
 * A workspace outside of this repository that has installed every published package from tarballs, as a user would. It
 * begins with one context, `tickets`. Third-party packages are those of this repository's lockfile, which npm has in its
 * cache after `npm ci`.
 */
export class PackedWorkspace {
  readonly folder: string;
  readonly #temporary: string;

  private constructor(temporary: string) {
    this.#temporary = temporary;
    this.folder = join(temporary, 'workspace');
  }

  /** Packs what is built and installs it. Needs everything built. */
  static async install(): Promise<PackedWorkspace> {
    const temporary = mkdtempSync(join(tmpdir(), 'packed-workspace-'));
    // The server of the embedded database may run as another user, which needs access to the folder.
    chmodSync(temporary, 0o755);
    const workspace = new PackedWorkspace(temporary);
    try {
      await workspace.#install();
      return workspace;
    } catch (error) {
      workspace.remove();
      throw error;
    }
  }

  /** Runs a program of node_modules/.bin without a shell, colours or what this test run has set. */
  run(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(join(this.folder, 'node_modules/.bin', program), args, {
        cwd: this.folder,
        env: this.#environment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  /** Starts every host as `npm start` does after the build. */
  start(env: NodeJS.ProcessEnv = {}): StartedHosts {
    const dataDir = join(this.#temporary, `data-${this.#started++}`);
    mkdirSync(dataDir);
    const program = join(this.folder, 'node_modules/.bin/multilith-nx');
    return new StartedHosts(program, this.folder, dataDir, this.#environment({ DATA_DIR: dataDir, PORT: '0', ...env }));
  }
  #started = 0;

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Every file with its content, without what is installed, built or cached. */
  files(folder = ''): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const walk = (path: string): void => {
      for (const entry of readdirSync(join(this.folder, path), { withFileTypes: true })) {
        const below = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!['node_modules', 'dist', '.nx'].includes(entry.name)) walk(below);
        } else if (entry.isFile()) found.set(below, this.read(below));
      }
    };
    walk(folder);
    return found;
  }

  remove(): void {
    rmSync(this.#temporary, { recursive: true, force: true, maxRetries: 3 });
  }

  #environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !OF_THIS_RUN.test(name));
    return { ...Object.fromEntries(own), NX_DAEMON: 'false', NO_COLOR: '1', FORCE_COLOR: '0', CI: 'true', ...more };
  }

  async #install(): Promise<void> {
    const tarballs = await pack(this.#temporary);
    const registry = await TarballRegistry.serving(tarballs);
    try {
      cpSync(NEW_WORKSPACE, this.folder, { recursive: true });
      renameSync(join(this.folder, 'gitignore'), join(this.folder, '.gitignore'));
      this.#writeVersions(tarballs);
      writeFileSync(join(this.folder, '.npmrc'), `@multilith:registry=${registry.url}\naudit=false\nfund=false\n`);
      await run('npm', ['install', '--prefer-offline', '--ignore-scripts'], this.folder, { npm_config_workspaces: '' });
    } finally {
      await registry.stop();
    }
  }

  /** Fills in the ranges of the manifests, and a lockfile with the third-party packages of this repository. */
  #writeVersions(tarballs: readonly Tarball[]): void {
    const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as Lockfile;
    const own = new Map(tarballs.map(({ manifest }) => [manifest.name, manifest.version]));
    const rangeOf = (name: string, range: string): string => {
      if (range !== '*') return range;
      const version = own.get(name) ?? packages[`node_modules/${name}`]?.version;
      if (version === undefined) throw new Error(`No version of ${name} is known here.`);
      return `^${version}`;
    };
    const ranges = (all: Readonly<Record<string, string>> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(all).map(([name, range]) => [name, rangeOf(name, range)]));
    for (const path of [...this.files().keys()].filter((each) => each.endsWith('package.json'))) {
      const manifest = JSON.parse(this.read(path)) as Manifest;
      const { dependencies, devDependencies } = manifest;
      this.#writeJson(path, {
        ...manifest,
        ...(dependencies && { dependencies: ranges(dependencies) }),
        ...(devDependencies && { devDependencies: ranges(devDependencies) }),
      });
    }
    const root = JSON.parse(this.read('package.json')) as Manifest;
    const thirdParty = Object.entries(packages).filter(
      ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
    );
    this.#writeJson('package-lock.json', {
      lockfileVersion: 3,
      requires: true,
      packages: { '': root, ...Object.fromEntries(thirdParty) },
    });
  }

  #writeJson(path: string, value: object): void {
    writeFileSync(join(this.folder, path), `${JSON.stringify(value, undefined, 2)}\n`);
  }
}

/** Packs every published package in one run of npm. `prepack`, which lists parts, has specs of its own. */
async function pack(into: string): Promise<Tarball[]> {
  const published = publishedPackages();
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into];
  const printed = await run('npm', [...args, ...published.map(({ folder }) => `--workspace=${folder}`)], REPOSITORY);
  const reports = JSON.parse(printed) as readonly { readonly name: string; readonly filename: string }[];
  return published.map(({ manifest }) => {
    const report = reports.find(({ name }) => name === manifest.name);
    if (report === undefined) throw new Error(`npm pack does not report ${manifest.name}: ${printed}`);
    return { manifest, file: tarballIn(into, report) };
  });
}
