import inspector from 'node:inspector';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DATABASE_DEFAULTS, patientDatabase } from '../database/database-config.js';
import { EdgeScope } from '../scope/call-scope.js';
import { DEBUG_PATIENCE_MS, debugNotice, isDebugging, patience } from './debug-mode.js';

let now = Date.now();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  // What was found out is remembered for a second.
  vi.setSystemTime((now += 3_600_000));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const database = { url: '', ...DATABASE_DEFAULTS };

describe('debug mode', () => {
  it('is off by itself, and changes no limit then', () => {
    vi.stubEnv('MULTILITH_DEBUG', undefined);
    expect([isDebugging(), patience(300), debugNotice()]).toEqual([false, 300, undefined]);
    expect(patientDatabase(database)).toEqual(database);
    expect(new EdgeScope({ deadline: now + 5 }).deadline).toBe(now + 5);
  });

  it('gives calls, requests, statements and transactions an hour, and says so', () => {
    vi.stubEnv('MULTILITH_DEBUG', '1');
    expect(patience(300)).toBe(DEBUG_PATIENCE_MS);
    expect(patience(2 * DEBUG_PATIENCE_MS)).toBe(2 * DEBUG_PATIENCE_MS);
    expect(patientDatabase(database)).toMatchObject({
      statementTimeoutMs: DEBUG_PATIENCE_MS,
      idleInTransactionTimeoutMs: DEBUG_PATIENCE_MS,
      acquireTimeoutMs: database.acquireTimeoutMs,
    });
    expect(new EdgeScope({ deadline: now + 5 }).deadline).toBe(now + DEBUG_PATIENCE_MS);
    expect(new EdgeScope({}).deadline).toBeUndefined();
    expect(debugNotice()).toMatch(/^Debug mode: .* an hour/);
  });

  it.each(['production', 'prod'])('is never on in production, and the log says that too: NODE_ENV=%s', (word) => {
    vi.stubEnv('MULTILITH_DEBUG', '1');
    vi.stubEnv('NODE_ENV', word);
    expect([isDebugging(), patience(300)]).toEqual([false, 300]);
    expect(debugNotice()).toContain('do not widen time limits in production');
  });

  it('is on where an inspector is open', () => {
    vi.stubEnv('MULTILITH_DEBUG', undefined);
    inspector.open(0, '127.0.0.1');
    try {
      expect(isDebugging()).toBe(true);
      expect(debugNotice()).toMatch(/^Debug mode: .* A debugger can connect to ws:\/\/127\.0\.0\.1:\d+/);
    } finally {
      inspector.close();
    }
  });
});
