import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';
import { firstBarredFolder, type ServerUser } from './reachable.js';

/** Parent of the data folders that root creates if the server user cannot access the requested one. */
export const SYSTEM_FOLDER = '/var/lib/multilith';

/** One embedded database on disk: `cluster/` is PostgreSQL's own, the other files beside it are ours. */
export interface DataFolder {
  readonly path: string;
  readonly cluster: string;
  readonly lockFile: string;
  readonly logFile: string;
  readonly passwordFile: string;
}

const layout = (path: string): DataFolder => ({
  path,
  cluster: join(path, 'cluster'),
  lockFile: join(path, 'start.lock'),
  logFile: join(path, 'postgres.log'),
  passwordFile: join(path, 'password'),
});

/** Resolves symbolic links of a path, whether or not it exists. */
async function canonical(path: string): Promise<string> {
  const absolute = resolve(path);
  const real = await realpath(absolute).catch(() => undefined);
  return (
    real ?? join(dirname(absolute) === absolute ? absolute : await canonical(dirname(absolute)), basename(absolute))
  );
}

/** Returns the layout of the requested folder, without creating anything. */
export const requestedFolder = async (path: string): Promise<DataFolder> => layout(await canonical(path));

/**
 * Creates the folder if needed. If the server user cannot access it, uses a folder under {@link SYSTEM_FOLDER} instead,
 * with the same name for the same request.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_FOLDER` if it cannot be created or read
 */
export async function prepareFolder(
  requested: DataFolder,
  user: ServerUser | undefined,
  onLog: (line: string) => void,
): Promise<DataFolder> {
  const barred = await firstBarredFolder(requested.cluster, user);
  const folder = barred ? layout(substituteFor(requested.path)) : requested;
  if (barred)
    onLog(
      `The database user (uid ${user?.uid}) may not enter ${barred}, so the data is kept in ${folder.path} instead of ${requested.path}.`,
    );
  try {
    await mkdir(folder.path, { recursive: true, mode: 0o755 });
    await readPasswordFile(folder);
    await stat(join(folder.cluster, 'PG_VERSION')).catch(ignoreMissing);
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_FOLDER',
      `The data folder ${folder.path} of the embedded database cannot be used: ${(cause as Error).message}.`,
      'Check who owns it (was it first used as another user?), give it to yourself, or remove it to begin with an empty database.',
      { cause },
    );
  }
  return folder;
}

const substituteFor = (path: string): string =>
  join(SYSTEM_FOLDER, `${basename(path)}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`);

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

async function readPasswordFile(folder: DataFolder): Promise<string | undefined> {
  const text = await readFile(folder.passwordFile, 'utf8').catch(ignoreMissing);
  return text?.trim() || undefined;
}

/**
 * Returns the superuser's password. Before the cluster is created, generates it in a file that only this user can read.
 */
export async function superuserPassword(folder: DataFolder, clusterExists: boolean): Promise<string> {
  const known = await readPasswordFile(folder);
  if (known) return known;
  if (clusterExists)
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_PASSWORD',
      `There is data in ${folder.cluster}, but the file with its superuser password, ${folder.passwordFile}, is gone.`,
      `Put the file back, or remove ${folder.path} to begin with an empty database.`,
    );
  const password = randomBytes(24).toString('base64url');
  await writeFile(folder.passwordFile, `${password}\n`, { mode: 0o600 });
  return password;
}
