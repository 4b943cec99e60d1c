import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { endOf, answersOf, liveClient } from '../../testing/live-client.js';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

@Resolver()
class TimeResolver {
  @Query('time') time(): string {
    return 'noon';
  }
}
@Module({ providers: [TimeResolver] })
class TimeApiModule {}

const folder = mkdtempSync(join(tmpdir(), 'small-api-'));
let edge: RunningEdge | undefined;
afterEach(async () => {
  await edge?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an application of few contexts', () => {
  it('starts without a subscription and without a mutation', async () => {
    const sdl = join(folder, 'time.graphql');
    writeFileSync(sdl, 'extend type Query { time: String! }');
    edge = await startEdge({ apis: [{ context: 'time', module: TimeApiModule, sdl: pathToFileURL(sdl) }] });
    expect((await edge.client.send('{ time }')).data).toEqual({ time: 'noon' });
    const { errors } = await edge.client.send('mutation { anything }');
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const client = liveClient(edge.url, await edge.issuer.sign({ subject: 'ada', roles: [] }));
    expect(await endOf(answersOf(client, 'subscription { anything }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    await client.dispose();
  });

  it('starts without an API, and without GraphQL', async () => {
    edge = await startEdge({ apis: [] });
    expect((await edge.client.send('{ __typename }')).status).toBe(404);
    expect((await fetch(`${edge.url}/health/ready`)).status).toBe(200);
  });
});
