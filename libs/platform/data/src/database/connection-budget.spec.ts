import { describe, expect, it } from 'vitest';
import {
  availableConnections,
  connectionsForSharing,
  connectionsNeeded,
  defaultPoolTotal,
  fewestConnections,
  shareConnections,
  type HostLoad,
} from './connection-budget.js';

const monolith = (contexts: number, instances = 1): HostLoad => ({ host: 'monolith', contexts, instances });
/** This many contexts, each in its own host, and a monolith without contexts. */
const allOut = (contexts: number, instances = 1): HostLoad[] => [
  ...Array.from({ length: contexts }, (_, index) => ({ host: `host-${index}`, contexts: 1, instances })),
  monolith(0),
];
const opened = (hosts: readonly HostLoad[], totals: ReadonlyMap<string, number>): number =>
  hosts.reduce((total, { host, instances }) => total + instances * (totals.get(host) ?? 0), 0);

describe('the share of connections of each process', () => {
  it('is the default where the server has room', () => {
    expect(shareConnections([monolith(8)], 100).get('monolith')).toBe(40);
    expect(shareConnections([monolith(8, 4)], 200).get('monolith')).toBe(40);
    expect(defaultPoolTotal(8)).toBe(40);
  });

  it('grows with the contexts of a process', () => {
    expect(shareConnections([monolith(20)], 200).get('monolith')).toBe(80);
    const totals = shareConnections([monolith(30, 2), { host: 'orders', contexts: 1, instances: 2 }], 200);
    expect(totals.get('monolith')!).toBeGreaterThan(totals.get('orders')!);
  });

  it.each([
    ['one process', [monolith(8)]],
    ['three instances', [monolith(8, 3)]],
    ['nine hosts', allOut(8)],
    ['twenty hosts', allOut(20)],
    ['a monolith of forty contexts', [monolith(40)]],
  ])('of %s leaves the server room for tools, and every context enough to work', (_what, hosts) => {
    for (const max of [100, 200, 400]) {
      const totals = shareConnections(hosts, max);
      expect(opened(hosts, totals)).toBeLessThanOrEqual(availableConnections(max));
      for (const { host, contexts } of hosts)
        if (contexts > 0) expect(totals.get(host)).toBeGreaterThanOrEqual(fewestConnections(contexts));
    }
  });

  it('is none for a host without contexts', () => {
    expect(shareConnections(allOut(2), 100).has('monolith')).toBe(false);
  });

  it('takes a fifth of a small server for tools, not all of it', () => {
    expect(shareConnections([monolith(8)], 20).get('monolith')).toBe(16);
  });
});

describe('a server that is too small', () => {
  it('is refused with what it takes, what is needed and what to do', () => {
    expect(() => shareConnections(allOut(30, 2), 100)).toThrow(
      expect.objectContaining({
        code: 'CONNECTION_BUDGET',
        problem: expect.stringMatching(
          /takes 100 connections; 60 processes with 60 contexts in all need 140/,
        ) as string,
        remedy: expect.stringContaining('max_connections of PostgreSQL to 140 or more') as string,
      }),
    );
    expect(() => shareConnections(allOut(30, 2), 140)).not.toThrow();
    expect(() => shareConnections(allOut(30, 2), 139)).toThrow();
  });

  it('is large enough with what was computed for it', () => {
    for (const hosts of [[monolith(8)], [monolith(20, 2)], allOut(8), allOut(20, 2)]) {
      const totals = shareConnections(hosts, connectionsNeeded(hosts));
      for (const { host, contexts } of hosts)
        if (contexts > 0) expect(totals.get(host)).toBe(defaultPoolTotal(contexts));
      expect(() => shareConnections(hosts, connectionsForSharing(hosts))).not.toThrow();
    }
  });
});
