import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevelopmentIssuer, startEdgeHost, type RunningEdgeHost } from '@multilith/edge';
import { GraphqlClient } from '@multilith/edge/testing';
import { startHost, type Host, type Topology } from '@multilith/runtime/host';
import {
  createTestDatabase,
  isBetweenHosts,
  placementOf,
  testNetwork,
  topologyOptions,
  type TestDatabase,
  type TestNetwork,
  type TopologyName,
} from '@multilith/testing';
import { contexts } from '../src/contexts.js';

/** The contexts that topologies with several hosts take out of the monolith: those that an order passes through. */
const EXTRACTED = ['orders', 'inventory', 'payments'];

/** One or more instances of the shop on one new database. */
export interface TestShop {
  readonly database: TestDatabase;
  readonly instances: readonly {
    readonly shop: RunningEdgeHost;
    readonly client: GraphqlClient;
    readonly url: string;
  }[];
  /** A client of the first instance, without a token. */
  readonly anonymous: GraphqlClient;
  /** A client of the first instance, with every role. */
  readonly staff: GraphqlClient;
  /** The issuer of the tokens that the instances accept. */
  readonly issuer: DevelopmentIssuer;
  /** The folder to which mails are written, one file each. */
  readonly mailFolder: string;
  /** Returns a token for a principal. */
  token(subject: string, ...roles: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the shop as main does, in this process: on a new database, or on one that is given and stays. */
export async function startTestShop(
  options: {
    readonly instances?: number;
    readonly topology?: TopologyName;
    readonly database?: TestDatabase;
    /** How long confirmed orders wait before they leave. Default: longer than any test. */
    readonly shippingDelay?: string;
  } = {},
): Promise<TestShop> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'shop-'));
  const mailFolder = join(dataDir, 'mail');
  process.env['NOTIFICATIONS_FOLDER'] = mailFolder;
  process.env['SHIPPING_DELAY'] = options.shippingDelay ?? '1h';
  const issuer = await DevelopmentIssuer.open(dataDir);
  const token = (subject: string, ...roles: string[]): Promise<string> => issuer.sign({ subject, roles });
  const everything = await token('staff', 'sales', 'warehouse', 'catalog');
  const { topology: name = 'local' } = options;
  const topology = placementOf(name, EXTRACTED);
  const connections = isBetweenHosts(name) ? await testNetwork(topology) : undefined;
  const start = async (): Promise<TestShop['instances'][number]> => {
    const shop = await startEdgeHost({
      contexts,
      authenticator: issuer.authenticator(),
      development: true,
      // On a busy machine every timer comes late.
      limits: { staffRoles: ['sales', 'warehouse', 'catalog'], overloadMs: 0 },
      database: { url: database.url },
      topology,
      ...(connections ? { connections } : {}),
      ...topologyOptions(name),
    });
    const url = await shop.listen(0, '127.0.0.1');
    return { shop, url, client: new GraphqlClient(url, everything) };
  };
  const instances = await Promise.all(Array.from({ length: options.instances ?? 1 }, start));
  const extracted = connections ? await startExtracted(topology, connections, database.url) : [];
  const [first] = instances as [TestShop['instances'][number]];
  return {
    database,
    issuer,
    mailFolder,
    instances,
    anonymous: new GraphqlClient(first.url),
    staff: first.client,
    token,
    stop: async () => {
      await Promise.all(instances.map(({ shop }) => shop.stop()));
      await Promise.all(extracted.map((host) => host.stop()));
      if (!options.database) await database.drop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** The hosts of extracted contexts, in this process. */
function startExtracted(topology: Topology, connections: TestNetwork, url: string): Promise<Host[]> {
  return Promise.all(
    Object.keys(topology).map((host) =>
      startHost({ host, contexts, topology, ...connections, database: { url }, logger: false }),
    ),
  );
}
