// Nest's decorators store metadata through this polyfill; loaded first, the order of imports in specs does not matter.
import 'reflect-metadata';
import { afterAll, vi } from 'vitest';

// The spec files of a worker share its process: what one of them set is put back before the next.
const environment = { ...process.env };
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
