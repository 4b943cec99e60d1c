import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge?.stop());

it('the guides are listed, and every link leads to a guide', async () => {
  const list = await (await fetch(`${edge.url}/docs`)).text();
  const links = [...list.matchAll(/href="(\/docs\/[^"]+)"/g)].map(([, to]) => to!);
  expect(links).toContain('/docs/architecture.md');
  for (const link of links) {
    const answer = await fetch(edge.url + link);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  }
});

it.each([
  '../package.json',
  '..%2Fpackage.json',
  '%2e%2e/package.json',
  'images/index-page.png',
  'none.md',
  'adr',
  '%00',
])('no other file can be read: %s', async (path) => {
  expect((await fetch(`${edge.url}/docs/${path}`)).status).toBe(404);
});

it('production serves no guides', async () => {
  const production = await startEdge({ development: false });
  for (const path of ['/docs', '/docs/architecture.md'])
    expect((await fetch(production.url + path)).status, path).toBe(404);
  await production.stop();
});
