import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { GraphQLScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EchoModule } from '../../test/echo-context.js';
import { DevelopmentIssuer } from '../auth/development-issuer.js';
import { GraphqlClient } from '../testing/graphql-client.js';
import { startEdgeHost, type RunningEdgeHost, type StartEdgeHostOptions } from './start-edge-host.js';

@Resolver()
class WeightResolver {
  @Query('weight') weight(): number {
    return 1500;
  }
}
@Module({ providers: [WeightResolver] })
class WeightApiModule {}

const folder = mkdtempSync(join(tmpdir(), 'edge-host-'));
const sdl = join(folder, 'weight.graphql');
writeFileSync(sdl, 'scalar Grams extend type Query { weight: Grams! }');
const Grams = new GraphQLScalarType({ name: 'Grams', serialize: (value) => `${String(value)} g` });
let issuer: DevelopmentIssuer;
let url: string;
let running: RunningEdgeHost;

async function start(options: Partial<StartEdgeHostOptions>): Promise<string> {
  running = await startEdgeHost({
    contexts: {
      echo: {
        module: async () => EchoModule,
        api: async () => ({ module: WeightApiModule, sdl: pathToFileURL(sdl) }),
      },
    },
    authenticator: issuer.authenticator(),
    name: 'Library',
    operatorRole: 'librarian',
    scalars: { Grams },
    graphiql: { firstQuery: '{ weight }' },
    ...options,
  });
  return running.listen(0, '127.0.0.1');
}

beforeAll(async () => {
  issuer = await DevelopmentIssuer.open(folder, { audience: 'Library' });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an edge host in production', () => {
  beforeAll(async () => {
    url = await start({});
    return () => running.stop();
  });
  const as = async (...roles: string[]): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.sign({ subject: 'ada', roles })}`,
  });

  it('resolves scalars that a context declares', async () => {
    expect(await new GraphqlClient(url).data('{ weight }')).toEqual({ weight: '1500 g' });
  });

  it('shows its internals only to the operator role of the application', async () => {
    for (const [headers, status] of [
      [{}, 404],
      [await as('operations'), 404],
      [await as('librarian'), 200],
    ] as const)
      expect((await fetch(`${url}/status.json`, { headers })).status).toBe(status);
    const closed = await (await fetch(url)).text();
    expect(closed).toContain('<title>Library</title>');
    expect(closed).toContain('<code>librarian</code>');
  });

  it('refuses a token for another application', async () => {
    const other = await DevelopmentIssuer.open(folder, { audience: 'Tavern' });
    const authorization = `Bearer ${await other.sign({ subject: 'ada', roles: [] })}`;
    expect((await fetch(`${url}/`, { headers: { authorization } })).status).toBe(401);
  });
});

describe('an edge host in development', () => {
  beforeAll(async () => {
    url = await start({ development: true });
    return () => running.stop();
  });

  it('names the application on its pages, and shows its first query', async () => {
    expect(await (await fetch(url)).text()).toContain('<title>monolith · Library</title>');
    const page = await (await fetch(`${url}/graphiql`)).text();
    expect(page).toContain('<title>Library · GraphiQL</title>');
    expect(page).toContain('{ weight }');
  });
});
