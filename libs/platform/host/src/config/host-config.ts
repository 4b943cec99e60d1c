import { MultilithError } from '@multilith/contract';
import { resolve } from 'node:path';
import type { Level } from 'pino';
import { databaseConfigFromEnv, nodeEnvironment, type DatabaseConfig } from '@multilith/runtime/host';
import { integerFromEnv, oneOfFromEnv } from './environment.js';

/** How a host process runs; everything comes from the environment. */
export interface HostConfig {
  /** `NODE_ENV` is `development`, `test` or not set. Only `production` is left then; other words are refused. */
  readonly development: boolean;
  /** `HOST`: where it listens for HTTP. Default: this machine only in development, everyone in production. */
  readonly host: string;
  /** `DATA_DIR`: the embedded database and what belongs to it. Default: `.data` in the workspace. */
  readonly dataDir: string;
  /** `TOPOLOGY_FILE`. Default: `topology.json` in the workspace. */
  readonly topologyFile: string;
  /** `DATABASE_URL` and the like; the embedded database runs for the contexts that they leave out. */
  readonly database: Partial<DatabaseConfig>;
  /** `SHUTDOWN_DELAY_MS`: how long work is still taken after readiness has said no. Default 0. */
  readonly shutdownDelayMs: number;
  /** `LOG_LEVEL`: trace, debug, info, warn, error or fatal. Default info. */
  readonly logLevel: Level;
  /** `LOG_FORMAT`: `json`, or `text` for a person. Default: `text` at a terminal, else `json`. */
  readonly logFormat: LogFormat;
}

/** Lines of JSON, or text for a person. */
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
    dataDir: resolve(workspace, env.DATA_DIR || '.data'),
    topologyFile: resolve(workspace, env.TOPOLOGY_FILE || 'topology.json'),
    database: databaseConfigFromEnv(env),
    shutdownDelayMs: integerFromEnv(env, 'SHUTDOWN_DELAY_MS', 0, 600_000),
    logLevel: oneOfFromEnv(env, 'LOG_LEVEL', LEVELS, 'info'),
    logFormat: oneOfFromEnv(env, 'LOG_FORMAT', ['json', 'text'], process.stdout.isTTY ? 'text' : 'json'),
  };
}

/** `MULTILITH_DEBUG`: breakpoints end no calls and transactions, so these may last an hour. Not in production. */
function requireNoDebugMode(env: NodeJS.ProcessEnv, development: boolean): void {
  const asked = oneOfFromEnv(env, 'MULTILITH_DEBUG', ['0', '1'], '0') === '1';
  if (!asked || development) return;
  throw new MultilithError(
    'CONFIG_INVALID',
    'MULTILITH_DEBUG is 1 in production, where calls that wait for an hour would hold connections and locks.',
    'Leave it out, or debug with NODE_ENV=development; see docs/debugging.md.',
  );
}

/** `HEALTH_PORT` of a host without an edge: 0 takes a free one; `undefined` when it is not set and no health is answered. */
export function healthPortFromEnv(env: NodeJS.ProcessEnv): number | undefined {
  return env.HEALTH_PORT ? integerFromEnv(env, 'HEALTH_PORT', 0, 65_535) : undefined;
}
