// Nest's decorators store metadata through this polyfill; loaded first, the order of imports in specs does not matter.
import 'reflect-metadata';
import { afterAll, expect, vi } from 'vitest';
import { runsBetweenHosts } from './between-hosts.js';

/** The shortest time that a wait for a condition is given, in milliseconds: vitest gives up after one second. */
const PATIENCE_MS = 60_000;
const patient = Symbol.for('multilith.patient');

const { waitFor } = vi;
if (!(patient in waitFor)) {
  const waitForLong: typeof waitFor = (callback, options) => {
    const given = typeof options === 'number' ? { timeout: options } : options;
    return waitFor(callback, { ...given, timeout: Math.max(PATIENCE_MS, given?.timeout ?? 0) });
  };
  vi.waitFor = Object.assign(waitForLong, { [patient]: true });
}

// The spec files of a worker share its process: what one of them set is put back before the next.
const environment = { ...process.env };
if (runsBetweenHosts(expect.getState().testPath!)) process.env['MULTILITH_TOPOLOGIES'] ??= 'local,wire,nats,grpc';
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
