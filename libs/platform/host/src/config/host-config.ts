import { MultilithError } from '@multilith/contract';
import { resolve } from 'node:path';
import type { Level } from 'pino';
import { databaseConfigFromEnv, nodeEnvironment, type DatabaseConfig } from '@multilith/runtime/host';
import { integerFromEnv, oneOfFromEnv } from './environment.js';

/** Settings of a host process, read from the environment. */
export interface HostConfig {
  /** Whether `NODE_ENV` is `development`, `test` or not set. `false` for `production`; other values are refused. */
  readonly development: boolean;
  /** `HOST`: address on which it listens for HTTP. Default: loopback in development, all interfaces in production. */
  readonly host: string;
  /** The folder that relative paths start from. */
  readonly workspace: string;
  /** `DATA_DIR`: folder of the embedded database and its related files. Default: `.data` in the workspace. */
  readonly dataDir: string;
  /** `TOPOLOGY_FILE`: path of the topology. Default: `topology.json` in the workspace. */
  readonly topologyFile: string;
  /** `DATABASE_URL` and related settings. The embedded database is used for contexts without a URL. */
  readonly database: Partial<DatabaseConfig>;
  /**
   * `SHUTDOWN_DELAY_MS`: how long the host still accepts work after its readiness check fails, in milliseconds.
   * Default: 0.
   */
  readonly shutdownDelayMs: number;
  /** `LOG_LEVEL`: trace, debug, info, warn, error or fatal. Default: info. */
  readonly logLevel: Level;
  /** `LOG_FORMAT`: `json`, or `text` for people. Default: `text` on a terminal, otherwise `json`. */
  readonly logFormat: LogFormat;
}

/** JSON lines, or text for people. */
export type LogFormat = 'json' | 'text';

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * @param workspace the folder that paths are relative to
 * @throws MultilithError CONFIG_INVALID, DATABASE_CONFIG
 */
export function hostConfigFromEnv(env: NodeJS.ProcessEnv, workspace: string): HostConfig {
  const development = nodeEnvironment(env) !== 'production';
  requireNoDebugMode(env, development);
  return {
    development,
    host: env.HOST || (development ? '127.0.0.1' : '0.0.0.0'),
    workspace,
    dataDir: resolve(workspace, env.DATA_DIR || '.data'),
    topologyFile: resolve(workspace, env.TOPOLOGY_FILE || 'topology.json'),
    database: databaseConfigFromEnv(env),
    shutdownDelayMs: integerFromEnv(env, 'SHUTDOWN_DELAY_MS', 0, 600_000),
    logLevel: oneOfFromEnv(env, 'LOG_LEVEL', LEVELS, 'info'),
    logFormat: oneOfFromEnv(env, 'LOG_FORMAT', ['json', 'text'], process.stdout.isTTY ? 'text' : 'json'),
  };
}

/**
 * `MULTILITH_DEBUG`: calls and transactions may last an hour, so that breakpoints do not end them. Not allowed in
 * production.
 */
function requireNoDebugMode(env: NodeJS.ProcessEnv, development: boolean): void {
  const asked = oneOfFromEnv(env, 'MULTILITH_DEBUG', ['0', '1'], '0') === '1';
  if (!asked || development) return;
  throw new MultilithError(
    'CONFIG_INVALID',
    'MULTILITH_DEBUG is 1 in production, where calls that wait for an hour would hold connections and locks.',
    'Leave it out, or debug with NODE_ENV=development; see docs/debugging.md.',
  );
}

/**
 * Reads `HEALTH_PORT` of a host without an edge: 0 means any free port; `undefined` if it is not set, which disables
 * the health server.
 */
export function healthPortFromEnv(env: NodeJS.ProcessEnv): number | undefined {
  return env.HEALTH_PORT ? integerFromEnv(env, 'HEALTH_PORT', 0, 65_535) : undefined;
}
