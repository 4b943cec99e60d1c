import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Controller, Get, Module } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ContextModule } from '@multilith/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../../../../tools/dev/built-code.mjs';
import { echo, EchoModule, WhoAmI } from '../../test/echo-context.js';
import { DevelopmentIssuer } from '../auth/development-issuer.js';
import { startEdgeHost, type RunningEdgeHost } from './start-edge-host.js';

const folder = mkdtempSync(join(tmpdir(), 'without-graphql-'));
afterAll(() => rmSync(folder, { recursive: true }));

@Controller('callers')
class CallersController {
  constructor(private readonly queries: QueryBus) {}

  @Get('me') me(): Promise<unknown> {
    return this.queries.execute(new WhoAmI({}));
  }
}
@Module({ imports: [ContextModule.forApi({ contract: echo })], controllers: [CallersController] })
class CallersApiModule {}

describe('an edge host of a context with controllers only', () => {
  let edge: RunningEdgeHost;
  let url: string;
  let token: string;
  beforeAll(async () => {
    const issuer = await DevelopmentIssuer.open(folder);
    token = await issuer.sign({ subject: 'ada', roles: ['sales'] });
    edge = await startEdgeHost({
      name: 'Tavern',
      contexts: { echo: { module: async () => EchoModule, api: async () => ({ module: CallersApiModule }) } },
      authenticator: issuer.authenticator(),
      development: true,
    });
    url = await edge.listen(0, '127.0.0.1');
    return () => edge.stop();
  });

  it('serves them under the same rules as GraphQL: principal, deadline, trace', async () => {
    const answer = await fetch(`${url}/callers/me`, { headers: { authorization: `Bearer ${token}` } });
    const caller = (await answer.json()) as { traceId: string; timeLeft: number };
    expect(caller).toMatchObject({ subject: 'ada', roles: ['sales'], traceId: answer.headers.get('x-trace-id') });
    expect(caller.timeLeft).toBeGreaterThan(0);
    const refused = await fetch(`${url}/callers/me`, { headers: { authorization: 'Bearer nonsense' } });
    expect(refused.status).toBe(401);
  });

  it('has no GraphQL endpoint, no GraphiQL, and no link to either', async () => {
    expect(edge.graphql).toBe(false);
    for (const path of ['/graphql?query={__typename}', '/graphiql'])
      expect((await fetch(url + path)).status, path).toBe(404);
    expect((await fetch(`${url}/graphql`, { method: 'OPTIONS' })).status).toBe(404);
    const page = await (await fetch(url)).text();
    expect(page).toContain('<title>monolith · Tavern</title>');
    expect(page).not.toMatch(/graphi?ql/i);
  });
});

it('a host without GraphQL loads no GraphQL server, and one with GraphQL does', async () => {
  const program = resolve(import.meta.dirname, '../../test/two-edges.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', resolve(import.meta.dirname, '../../../../../tools/dev/loaded-files.mjs'), program, folder],
    { env: { PATH: process.env['PATH'], LOADED_FILES: join(folder, 'loaded') }, maxBuffer: 64 * 1024 * 1024 },
  );
  const { rest, graphql } = JSON.parse(stdout) as Record<
    'rest' | 'graphql',
    { status: number; text: string; loaded: string[] }
  >;
  const SERVERS = ['mercurius', '@nestjs/mercurius', '@nestjs/graphql', 'graphql-ws', 'ws'];
  const serversIn = (files: readonly string[]): string[] =>
    SERVERS.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)));
  expect([rest.status, rest.text]).toEqual([200, '{"greeting":"hello"}']);
  expect(serversIn(rest.loaded)).toEqual([]);
  expect([graphql.status, graphql.text]).toEqual([200, '{"data":{"__typename":"Query"}}']);
  expect(serversIn(graphql.loaded)).toEqual(SERVERS);
});
