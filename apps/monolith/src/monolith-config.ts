import { resolve } from 'node:path';
import type { Level } from 'pino';
import { databaseConfigFromEnv, RuntimeError, type DatabaseConfig } from '@multilith/runtime';
import { authConfigFromEnv, type AuthConfig } from './edge/auth/auth-config.js';

/** How this process runs; everything comes from the environment. */
export interface MonolithConfig {
  /** Not `NODE_ENV=production`: GraphiQL, own tokens, a seeded catalogue. */
  readonly development: boolean;
  /** `HOST`. Default: this machine only in development, everyone in production. */
  readonly host: string;
  /** `PORT`. Default 3000; 0 takes a free one. */
  readonly port: number;
  /** `DATA_DIR`: the embedded database, development keys. Default: `.data` in the workspace. */
  readonly dataDir: string;
  /** `DATABASE_URL` and the like; the embedded database runs for the contexts that they leave out. */
  readonly database: Partial<DatabaseConfig>;
  /** `AUTH_…`; without them the shop signs its own tokens, in development only. */
  readonly auth: AuthConfig | undefined;
  /** `REQUEST_TIMEOUT_MS`. Default 30 s. */
  readonly requestTimeoutMs: number;
  /** `SHUTDOWN_DELAY_MS`: how long requests are still taken after readiness has said no. Default 0. */
  readonly shutdownDelayMs: number;
  /** `SEED=false` starts with an empty shop. Default: seeded in development. */
  readonly seed: boolean;
  /** `LOG_LEVEL`: trace, debug, info, warn, error or fatal. Default info. */
  readonly logLevel: Level;
}

export const WORKSPACE = resolve(import.meta.dirname, '../../..');
const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** @throws RuntimeError CONFIG_INVALID, AUTH_NOT_CONFIGURED */
export function monolithConfigFromEnv(env: NodeJS.ProcessEnv): MonolithConfig {
  const development = env.NODE_ENV !== 'production';
  return {
    development,
    host: env.HOST ?? (development ? '127.0.0.1' : '0.0.0.0'),
    port: integer(env, 'PORT', 3000, 65_535),
    dataDir: resolve(WORKSPACE, env.DATA_DIR ?? '.data'),
    database: databaseConfigFromEnv(env),
    auth: authConfigFromEnv(env, development),
    requestTimeoutMs: integer(env, 'REQUEST_TIMEOUT_MS', 30_000, 3_600_000),
    shutdownDelayMs: integer(env, 'SHUTDOWN_DELAY_MS', 0, 600_000),
    seed: env.SEED === undefined ? development : env.SEED !== 'false',
    logLevel: logLevel(env.LOG_LEVEL ?? 'info'),
  };
}

function integer(env: NodeJS.ProcessEnv, name: string, byDefault: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text);
  throw new RuntimeError(
    'CONFIG_INVALID',
    `${name} is '${text}'.`,
    `Set it to an integer from 0 to ${max}, or not at all.`,
  );
}

function logLevel(text: string): Level {
  if (LEVELS.includes(text)) return text as Level;
  throw new RuntimeError(
    'CONFIG_INVALID',
    `LOG_LEVEL is '${text}'.`,
    `Set it to one of ${LEVELS.join(', ')}, or not at all.`,
  );
}
