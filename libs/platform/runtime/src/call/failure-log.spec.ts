import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Execution } from './execution.js';
import { FailureLog } from './failure-log.js';
import { RemoteCallError } from './remote-call-error.js';

describe('the log of failed calls', () => {
  const lines: { problem: string; notLogged?: number }[] = [];
  const say = (problem: string, details: object): unknown => lines.push({ problem, ...details });
  const log = new FailureLog({ error: say, warn: say, debug: say } as never);
  const fail = (message: string, times: number): void => {
    for (let i = 0; i < times; i++) {
      const failure = Object.create(RemoteCallError.prototype) as RemoteCallError;
      const detail = { message, from: 'payments', to: 'orders' };
      Object.assign(failure, { code: 'INTERNAL', cause: new Error('why'), detail });
      Object.defineProperty(failure, 'problem', { value: message });
      log.add(failure, { binding: { remote: undefined } } as unknown as Execution);
    }
  };
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is not filled by a caller that makes a call fail again and again', () => {
    fail('orders.Place', 1_000);
    fail('orders.Cancel', 3);
    expect(lines.map(({ problem }) => problem)).toEqual([
      ...Array.from({ length: 20 }, () => 'orders.Place'),
      ...Array.from({ length: 3 }, () => 'orders.Cancel'),
    ]);
    lines.length = 0;
    vi.advanceTimersByTime(60_000);
    fail('orders.Place', 1);
    fail('orders.Cancel', 1);
    expect(lines.map(({ notLogged }) => notLogged)).toEqual([980, undefined]);
  });
});
