import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectGrpc, type GrpcTransport } from '@multilith/grpc';
import { startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countLink, type CountedLink } from '../../../test/counted-link.js';
import { asked, EchoApiModule, EchoModule, sdl } from '../../../test/echo-context.js';
import { DevelopmentIssuer } from '../../auth/development-issuer.js';
import { startEdgeHost, type RunningEdgeHost } from '../../edge-host/start-edge-host.js';
import { GraphqlClient } from '../../testing/graphql-client.js';

const topology = { echo: { transport: 'grpc' } };
const listen = '127.0.0.1:0';
const module = async (): Promise<typeof EchoModule> => EchoModule;
const folder = mkdtempSync(join(tmpdir(), 'remote-batches-'));
let host: Host;
let link: CountedLink;
let edge: RunningEdgeHost;
let client: GraphqlClient;

beforeAll(async () => {
  const principalKeys = temporaryPrincipalKeys();
  let served: GrpcTransport;
  host = await startHost({
    host: 'echo',
    contexts: { echo: { module } },
    topology,
    logger: false,
    principalKeys,
    transports: { grpc: async (options) => (served = await connectGrpc({ ...options, listen })) },
  });
  link = await countLink(`127.0.0.1:${await served!.startServer()}`);
  const hosts = `echo=${link.address}`;
  const issuer = await DevelopmentIssuer.open(folder);
  edge = await startEdgeHost({
    authenticator: issuer.authenticator(),
    contexts: { echo: { module, api: async () => ({ module: EchoApiModule, sdl }) } },
    topology,
    connections: { principalKeys, transports: { grpc: (options) => connectGrpc({ ...options, listen, hosts }) } },
  });
  client = new GraphqlClient(
    await edge.listen(0, '127.0.0.1'),
    await issuer.sign({ subject: 'dev', roles: ['sales'] }),
  );
  // Opens the link.
  await client.send('{ signedInOnly }');
});
afterAll(async () => {
  await edge?.stop();
  await host?.stop();
  link?.stop();
  rmSync(folder, { recursive: true });
});

it('a request makes one batch for each level of its answer, however many things it asks of another host', async () => {
  link.taken();
  asked.length = 0;
  const { data } = await client.send(`{
    things(ids: ["a", "b", "c"]) { next { next { id } } }
    others: things(ids: ["d", "e"]) { next { next { id } } }
  }`);
  expect(data).toMatchObject({ things: [{ next: { next: { id: 'a++' } } }, {}, {}], others: [{}, {}] });
  expect(asked).toEqual([
    ['a+', 'b+', 'c+', 'd+', 'e+'],
    ['a++', 'b++', 'c++', 'd++', 'e++'],
  ]);
  expect(link.taken()).toBe(2);
});

it('different questions of one level share a message, too', async () => {
  link.taken();
  const { data } = await client.send('{ caller { subject } signedInOnly salesOnly again: salesOnly }');
  expect(data).toEqual({ caller: { subject: 'dev' }, signedInOnly: true, salesOnly: true, again: true });
  expect(link.taken()).toBe(1);
});

it('the index page says how the host of a context is reached', async () => {
  const { contexts } = edge.describe();
  expect(contexts.map(({ name, placement }) => [name, placement])).toEqual([['echo', 'grpc']]);
});
