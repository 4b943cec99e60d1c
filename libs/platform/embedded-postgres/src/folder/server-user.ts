import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';
import type { ServerUser } from './reachable.js';

const run = promisify(execFile);
const NAME = 'postgres';

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Returns the user that the server runs as. PostgreSQL refuses to run as root, so root uses the owner of existing data,
 * else the user `postgres`, which is created if missing. Other users run it as themselves (`undefined`).
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_USER` if root has no such user and cannot create it
 */
export async function serverUser(cluster: string): Promise<ServerUser | undefined> {
  if (!isRoot()) return undefined;
  const data = await stat(cluster).catch(() => undefined);
  if (data && data.uid !== 0) return { uid: data.uid, gid: data.gid };
  return (await lookUp()) ?? (await create());
}

async function lookUp(): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function create(): Promise<ServerUser> {
  const failures: unknown[] = [];
  for (const [command, ...args] of [
    ['useradd', '--system', '--user-group', '--no-create-home', NAME],
    ['adduser', '-S', '-D', '-H', NAME],
  ] as const) {
    try {
      await run(command, args);
    } catch (error) {
      failures.push(error);
    }
    const user = await lookUp();
    if (user) return user;
  }
  throw new EmbeddedDatabaseError(
    'EMBEDDED_DATABASE_USER',
    `PostgreSQL does not run as root, and the operating system user "${NAME}" neither exists nor could be created.`,
    `Run as a normal user, create the user "${NAME}", or set DATABASE_URL to a database of your own.`,
    { cause: new AggregateError(failures) },
  );
}
