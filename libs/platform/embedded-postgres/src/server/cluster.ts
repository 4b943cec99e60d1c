import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';
import type { DataFolder } from '../folder/data-folder.js';
import type { ServerUser } from '../folder/reachable.js';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './postmaster.js';

export const SUPERUSER = 'postgres';

/**
 * Whether the folder holds a cluster that these binaries can serve.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_BROKEN`, `EMBEDDED_DATABASE_VERSION`
 */
export async function clusterExists(folder: DataFolder, binaries: Binaries): Promise<boolean> {
  if (!(await stat(folder.cluster).catch(() => undefined))) return false;
  const version = (await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const control = await stat(join(folder.cluster, 'global/pg_control')).catch(() => undefined);
  if (!version || !control)
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_BROKEN',
      `${folder.cluster} is not a complete PostgreSQL data folder.`,
      `Remove ${folder.path} to begin with an empty database, or restore it from a copy.`,
    );
  if (version !== binaries.major)
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_VERSION',
      `The data in ${folder.cluster} was written by PostgreSQL ${version}; the installed binaries are PostgreSQL ${binaries.major}.`,
      `Dump it with PostgreSQL ${version} and restore it, or remove ${folder.path} to begin with an empty database.`,
    );
  return true;
}

/**
 * Creates the cluster beside its final place and moves it there once complete, so that a crash leaves no partial
 * cluster.
 */
export async function createCluster(
  folder: DataFolder,
  binaries: Binaries,
  user: ServerUser | undefined,
  password: string,
  durable: boolean,
): Promise<void> {
  const unfinished = `${folder.cluster}.unfinished`;
  const passwordFile = join(unfinished, 'password');
  const data = join(unfinished, 'cluster');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await Promise.all([unfinished, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${data}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The collation comes from PostgreSQL itself, so that an update of the operating system cannot corrupt an
        // index.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, env: serverEnvironment(), cwd: unfinished },
    );
    await rename(data, folder.cluster);
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_START',
      `The embedded database could not be created in ${folder.path}: ${(cause as { stderr?: string }).stderr?.trim() || (cause as Error).message}.`,
      'Check free space and rights, or set DATABASE_URL to a database of your own.',
      { cause },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
