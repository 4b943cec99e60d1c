import { describe, expect, it } from 'vitest';
import type { HostEnd } from './host-process.js';
import { RestartPolicy } from './restart-policy.js';

const end = (facts: Partial<HostEnd>): HostEnd => ({
  how: '',
  code: 1,
  signal: undefined,
  ready: false,
  failure: undefined,
  age: 10,
  ...facts,
});

describe('a host that has ended', () => {
  it('is restarted after a crash, with growing delays', () => {
    const policy = new RestartPolicy();
    expect([1, 2, 3, 4, 5, 6].map(() => policy.after(end({ ready: true })))).toEqual([
      500, 1000, 2000, 4000, 8000, 16000,
    ]);
  });

  it.each([{ signal: 'SIGKILL' as const }, { failure: 'DATABASE_UNAVAILABLE' }, { failure: 'PORT_TAKEN' }])(
    'is started again however often it ends with %j before it is ready',
    (facts) => {
      const policy = new RestartPolicy();
      for (let run = 0; run < 20; run++) expect(policy.after(end(facts))).toBeGreaterThan(0);
    },
  );

  it.each(['CONFIG_INVALID', 'DATABASE_CONFIG', 'WIRING', 'TOPOLOGY_INVALID', 'SCHEMA_TOO_NEW'])(
    'is not started again when its settings or its code are refused: %s',
    (failure) => expect(new RestartPolicy().after(end({ failure }))).toBeUndefined(),
  );

  it('is not restarted after five failed starts in a row', () => {
    const policy = new RestartPolicy();
    const runs = (): unknown[] => [1, 2, 3, 4, 5].map(() => policy.after(end({})) === undefined);
    expect(runs()).toEqual([false, false, false, false, true]);
    // A run that was ready resets the count.
    policy.after(end({ ready: true }));
    expect(runs()).toEqual([false, false, false, false, true]);
  });
});
