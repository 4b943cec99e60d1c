import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database.error.js';
import {
  prepareFolder,
  requestedFolder,
  superuserPassword,
  SYSTEM_FOLDER,
  type DataFolder,
} from './folder/data-folder.js';
import { firstBarredFolder, type ServerUser } from './folder/reachable.js';
import { serverUser } from './folder/server-user.js';
import { withLock } from './folder/start-lock.js';
import { findBinaries, type Binaries } from './server/binaries.js';
import { clusterExists, createCluster, SUPERUSER } from './server/cluster.js';
import { freePort } from './server/free-port.js';
import { guardEphemeral } from './server/guard.js';
import {
  abandonedPort,
  runningPostmaster,
  settledPostmaster,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from './server/postmaster.js';
import { Presence } from './server/presence.js';

/** Options of the embedded database. */
export interface EmbeddedPostgresOptions {
  /** Folder for the data, kept between runs, like `.data/postgres`. Required unless `ephemeral`. */
  readonly dataDir?: string;
  /** Port on 127.0.0.1. Default: a free one, a different one at every start. */
  readonly port?: number;
  /** Name of the database in the URL, created if needed. Default: `multilith`. */
  readonly database?: string;
  /** Server settings that override our defaults (`max_connections` 200). Ignored when attaching to a running server. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /**
   * For tests: a temporary folder, no fsync, everything removed on stop and when this process dies. Default: `false`.
   */
  readonly ephemeral?: boolean;
  /** Receives messages for people, such as where the data is or that a running server is shared. Default: no output. */
  readonly onLog?: (line: string) => void;
}

/** A running embedded database. */
export interface EmbeddedPostgres {
  /** Connection URL of the superuser. */
  readonly url: string;
  /** The actual data folder; if root starts the server, it may differ from the requested one. */
  readonly dataDir: string;
  /** Whether the server was already running and is shared with another process. */
  readonly attached: boolean;
  /** Disconnects from the server. The last process to do so stops it. Close your pools first. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  wal_level: 'minimal',
  max_wal_senders: 0,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const ATTEMPTS = 10;
/** Start errors of PostgreSQL that are temporary. */
const TEMPORARY_ERRORS = /could not bind|shared memory block|lock file/;
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '5s', io_method: 'sync' };

/**
 * Starts PostgreSQL 18 from npm, or attaches to the server that already runs in the same folder. Works as root (the
 * server then runs as the user `postgres`) and as any other user. The server survives a crash of this process: the next
 * start attaches to it.
 *
 * @example
 * const postgres = await startEmbeddedPostgres({ dataDir: '.data/postgres', onLog: console.log });
 * const pool = new pg.Pool({ connectionString: postgres.url });
 * // …
 * await pool.end();
 * await postgres.stop();
 *
 * @throws EmbeddedDatabaseError with a code and a remedy
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (!options.ephemeral) return open(await requestedFolder(requireDataDir(options)), options);
  const path = await temporaryFolder();
  const guard = guardEphemeral(path);
  try {
    const postgres = await open(await requestedFolder(path), options);
    const stop = async (): Promise<void> => {
      await postgres.stop();
      await rm(path, { recursive: true, force: true });
      guard.release();
    };
    return { ...postgres, stop };
  } catch (error) {
    guard.release();
    throw error;
  }
}

async function open(requested: DataFolder, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const onLog = options.onLog ?? ((): void => {});
  const user = await serverUser(requested.cluster);
  const folder = await prepareFolder(requested, user, onLog);
  const binaries = await findBinaries(user, user ? SYSTEM_FOLDER : folder.path, onLog);
  let left: Promise<void> | undefined;
  const onLost = (port: number): void => {
    if (options.ephemeral) return;
    onLog(`Lost the connection to the embedded database in ${folder.path}; see ${folder.logFile}.`);
    // At the same port, so that all of its clients find it again.
    const revive = async (): Promise<void> => {
      if (left || (await settledPostmaster(folder.cluster))) return;
      await start(folder, binaries, user, { ...options, port });
      onLog(`Started the embedded database in ${folder.path} again; it had been ended from outside.`);
    };
    withLock(folder.lockFile, revive).catch((error: unknown) => onLog((error as Error).message));
  };
  const { url, port, presence, attached } = await withLock(folder.lockFile, () =>
    enter(folder, binaries, user, options, { onLog, onLost }),
  );
  const leave = (): Promise<void> =>
    withLock(folder.lockFile, async () => {
      const { last } = await presence.leave();
      // A server at another port was started after ours had been killed, by a process that uses it.
      const ours = (await runningPostmaster(folder.cluster))?.port === port;
      if (last && ours) await stopPostmaster(folder.cluster, binaries, user, options.ephemeral ? 'immediate' : 'fast');
      else if (!last) onLog(`The embedded database in ${folder.path} keeps running: another process uses it.`);
    });
  return { url, dataDir: folder.path, attached, stop: () => (left ??= leave()) };
}

interface Entered {
  readonly url: string;
  readonly port: number;
  readonly presence: Presence;
  readonly attached: boolean;
}

/** Runs under the lock: no other process starts or stops the server meanwhile. */
async function enter(
  folder: DataFolder,
  binaries: Binaries,
  user: ServerUser | undefined,
  options: EmbeddedPostgresOptions,
  { onLog, onLost }: { onLog: (line: string) => void; onLost: (port: number) => void },
): Promise<Entered> {
  const exists = await clusterExists(folder, binaries);
  const password = await superuserPassword(folder, exists);
  if (!exists) await createCluster(folder, binaries, user, password, !options.ephemeral);
  const running = await settledPostmaster(folder.cluster);
  const server = running ?? (await start(folder, binaries, user, options));
  const urlOf = (database: string): string =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}/${database}`;
  try {
    const presence = await Presence.enter(urlOf('postgres'), () => onLost(server.port));
    const database = options.database ?? 'multilith';
    await presence.ensureDatabase(database);
    if (running) onLog(`Using the embedded database that already runs in ${folder.path} (port ${server.port}).`);
    return { url: urlOf(database), port: server.port, presence, attached: running !== undefined };
  } catch (cause) {
    if (!running) await stopPostmaster(folder.cluster, binaries, user, 'fast');
    throw new EmbeddedDatabaseError(
      'EMBEDDED_DATABASE_START',
      `The embedded database in ${folder.path} (process ${server.pid}, port ${server.port}) does not let us in: ${(cause as Error).message}.`,
      `See ${folder.logFile}; check that ${folder.passwordFile} belongs to this data.`,
      { cause },
    );
  }
}

async function start(
  folder: DataFolder,
  binaries: Binaries,
  user: ServerUser | undefined,
  options: EmbeddedPostgresOptions,
): Promise<Postmaster> {
  const abandoned = await abandonedPort(folder.cluster);
  for (let attempt = 1; ; attempt++) {
    const port = await portFor(options, abandoned);
    const settings = { ...DEFAULTS, ...(options.ephemeral ? NOT_DURABLE : {}), ...options.settings, port };
    try {
      return await startPostmaster(folder, binaries, user, settings);
    } catch (error) {
      // Another process may take the free port before the server does, and the processes of a killed server need a
      // moment to notice that it is gone.
      if (attempt === ATTEMPTS || !TEMPORARY_ERRORS.test(String((error as Error).cause))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
    }
  }
}

/**
 * Prefers the port of a killed server, so that its clients find the new one, unless another process listens there now.
 */
async function portFor({ port }: EmbeddedPostgresOptions, abandoned: number | undefined): Promise<number> {
  if (port !== undefined || abandoned === undefined) return freePort(port);
  return freePort(abandoned).catch(() => freePort(undefined));
}

function requireDataDir({ dataDir }: EmbeddedPostgresOptions): string {
  if (dataDir) return dataDir;
  throw new EmbeddedDatabaseError(
    'EMBEDDED_DATABASE_FOLDER',
    'No data folder was named.',
    'Pass dataDir, or ephemeral: true.',
  );
}

async function temporaryFolder(): Promise<string> {
  const user = await serverUser('');
  const base = (await firstBarredFolder(join(tmpdir(), 'x'), user)) ? '/tmp' : tmpdir();
  const path = await mkdtemp(join(base, 'multilith-postgres-'));
  // mkdtemp makes a private folder; the server user has to be able to enter it.
  if (user) await chown(path, user.uid, user.gid);
  return path;
}
