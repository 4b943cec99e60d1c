import { availableConnections } from '@multilith/data/connection-budget';
import { maxConnections } from '@multilith/runtime/host';
import { expect, inject, it } from 'vitest';
import { poolTotals } from './pool-totals.js';

const url = inject('postgresUrl');
const hosts = [
  { host: 'orders', contexts: 1, instances: 3 },
  { host: 'monolith', contexts: 7, instances: 200 },
];

it('reads the connection limit of the server, and divides it', async () => {
  const takes = (await maxConnections(url))!;
  const few = hosts.map((host) => ({ ...host, instances: 1 }));
  const totals = await poolTotals({ hosts: few, url, given: undefined, onLog: () => {} });
  expect([...totals.values()].reduce((sum, total) => sum + total)).toBeLessThanOrEqual(availableConnections(takes));
  await expect(poolTotals({ hosts, url, given: undefined, onLog: () => {} })).rejects.toMatchObject({
    code: 'CONNECTION_BUDGET',
    problem: expect.stringContaining(`takes ${takes} connections`) as string,
  });
});

it('uses DATABASE_POOL_TOTAL unchanged, and warns if it exceeds the limit', async () => {
  const lines: string[] = [];
  const onLog = (line: string): number => lines.push(line);
  expect(await poolTotals({ hosts: hosts.slice(0, 1), url, given: 7, onLog })).toEqual(new Map([['orders', 7]]));
  expect(lines).toEqual([]);
  const totals = await poolTotals({ hosts, url, given: 30, onLog });
  expect(totals.get('monolith')).toBe(30);
  expect(lines).toEqual([expect.stringMatching(/DATABASE_POOL_TOTAL=30 lets 203 processes open 6090 connections/)]);
});

it('keeps the defaults if the server does not respond: opening the contexts reports that', async () => {
  const alone = [{ host: 'alone', contexts: 60, instances: 1 }];
  const nowhere = 'postgres://nobody:nothing@127.0.0.1:1/none';
  for (const unanswered of [nowhere, undefined])
    expect(await poolTotals({ hosts: alone, url: unanswered, given: undefined, onLog: () => {} })).toEqual(
      new Map([['alone', 240]]),
    );
});
