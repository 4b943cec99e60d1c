import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, topologyOptions, type TestDatabase, type TopologyName } from '@multilith/testing';
import { DevelopmentIssuer } from '../src/edge/auth/development-issuer.js';
import { startShop, type Shop } from '../src/shop.js';
import { GraphqlClient } from './graphql-client.js';

/** One or more instances of the shop on one new database. */
export interface TestShop {
  readonly database: TestDatabase;
  readonly instances: readonly { readonly shop: Shop; readonly client: GraphqlClient; readonly url: string }[];
  /** The first instance, as nobody. */
  readonly anonymous: GraphqlClient;
  /** The first instance, as somebody with every role. */
  readonly staff: GraphqlClient;
  /** Who signs the tokens that the instances accept. */
  readonly issuer: DevelopmentIssuer;
  /** A token for somebody. */
  token(subject: string, ...roles: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the shop as main does, in this process: on a new database, or on one that is given and stays. */
export async function startTestShop(
  options: { readonly instances?: number; readonly topology?: TopologyName; readonly database?: TestDatabase } = {},
): Promise<TestShop> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'shop-'));
  process.env['NOTIFICATIONS_FOLDER'] = join(dataDir, 'mail');
  const issuer = await DevelopmentIssuer.open(dataDir);
  const token = (subject: string, ...roles: string[]): Promise<string> => issuer.sign({ subject, roles });
  const everything = await token('staff', 'sales', 'warehouse', 'catalog');
  const start = async (): Promise<TestShop['instances'][number]> => {
    const shop = await startShop({
      authenticator: issuer.authenticator(),
      development: true,
      requestTimeoutMs: 30_000,
      database: { url: database.url },
      topology: {},
      logger: false,
      ...topologyOptions(options.topology ?? 'local'),
    });
    const url = await shop.listen(0, '127.0.0.1');
    return { shop, url, client: new GraphqlClient(url, everything) };
  };
  const instances = await Promise.all(Array.from({ length: options.instances ?? 1 }, start));
  const [first] = instances as [TestShop['instances'][number]];
  return {
    database,
    issuer,
    instances,
    anonymous: new GraphqlClient(first.url),
    staff: first.client,
    token,
    stop: async () => {
      await Promise.all(instances.map(({ shop }) => shop.stop()));
      if (!options.database) await database.drop();
      rmSync(dataDir, { recursive: true });
    },
  };
}
