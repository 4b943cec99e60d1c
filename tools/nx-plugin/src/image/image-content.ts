import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Lockfile } from './lockfile.js';
import { reachedCode } from './reached-code.js';

/** The content of an image. Paths are those of the workspace, so that every program finds its files as it does there. */
export interface ImageContent {
  /** Files of the workspace: compiled code, its source maps, schemas, manifests. */
  readonly ownFiles: readonly string[];
  /** Links in node_modules by which own packages find each other, with the folders they lead to. */
  readonly links: ReadonlyMap<string, string>;
  /** Folders of npm packages. */
  readonly npmPackages: readonly string[];
  /** Files of npm packages. */
  readonly npmFiles: readonly string[];
}

type Topology = Readonly<Record<string, { readonly transport: string }>>;

/**
 * Finds out what the image of a host holds: the own files that its code reaches, and the npm packages that these import,
 * each with what it needs in production. What the topology places elsewhere stays out, but for the `./api` of contexts;
 * so do optional peers, but for the transports that the topology names.
 *
 * @param app folder of the host, built: `apps/monolith`, `apps/extracted/orders`; or of a package with one command
 * @throws Error when the host is not built or a package is missing
 */
export function imageContent(root: string, app: string, topology: Topology = readTopology(root)): ImageContent {
  const lockfile = new Lockfile(root);
  const host = app.startsWith('apps/extracted/') ? posix.basename(app) : undefined;
  const transports = new Set(Object.values(topology).map(({ transport }) => `@multilith/${transport}`));
  const reached = reachedCode(lockfile, entryOf(root, app), ({ importer, name, folder, subpath }) => {
    const [, context] = /^libs\/modules\/([^/]+)$/.exec(folder) ?? [];
    if (context !== undefined && subpath === '.') return host === undefined ? !(context in topology) : context === host;
    const canDoWithout = importer !== undefined && lockfile.isOptionalPeer(importer, name);
    return !canDoWithout || transports.has(name);
  });
  const manifests = [...reached.packages.keys(), app].map((folder) => `${folder}/package.json`);
  const ownFiles = [...reached.files, ...[...reached.files].map((file) => `${file}.map`), ...manifests];
  const npmPackages = [...lockfile.withDependencies(reached.npmPackages, transports)].sort();
  return {
    ownFiles: ownFiles.filter((path) => existsSync(join(root, path))).sort(),
    links: new Map([...reached.packages].map(([folder, link]) => [link, folder])),
    npmPackages,
    npmFiles: npmPackages.flatMap((folder) => filesOf(root, folder)),
  };
}

/** `dist/main.js` of a host; of a package its command, as it is compiled. */
function entryOf(root: string, app: string): string {
  const manifest = join(root, app, 'package.json');
  const { bin = {} } = (existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}) as {
    bin?: Record<string, string>;
  };
  const [command] = Object.values(bin);
  return posix.join(app, 'dist', command === undefined ? 'main.js' : posix.basename(command));
}

function readTopology(root: string): Topology {
  return JSON.parse(readFileSync(join(root, 'topology.json'), 'utf8')) as Topology;
}

/** What an editor or a compiler reads, and no running process. */
const NOT_FOR_RUNNING = /\.(?:[cm]?ts|map|tsbuildinfo)$/;

/** Files of an npm package; packages inside it are packages of their own. */
function filesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(root, path);
    return entry.isFile() && !NOT_FOR_RUNNING.test(entry.name) ? [path] : [];
  });
}
