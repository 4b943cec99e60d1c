import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionStreams } from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import { createTestDatabase, placementOf, type TestDatabase, type TestPlacement } from '@multilith/testing';
import { GraphqlClient } from '@multilith/edge/testing';
import { brokenBooks } from '../ledger.js';
import { ShopProcess } from '../shop-process.js';
import { freePort } from '../free-port.js';
import { Part } from './part.js';
import { addressesOf, type Addresses } from './addresses.js';
import type { Extracted, Transports } from './placement.js';
import { ShopCommand } from './shop-command.js';

/** Nothing listens at port 1, and there is no such program. */
const NO_NATS = { NATS_URL: 'nats://127.0.0.1:1', NATS_SERVER: '/nowhere' };

/** Options of a split shop. */
export interface SplitShopOptions {
  /** Whether the monolith fills an empty shop with a small catalogue. Default: no. */
  readonly seed?: boolean;
  /** How hosts are reached; `mixed` takes turns. Without NATS there is no nats-server. Default: `nats` */
  readonly over?: Transports;
  /** Further settings of the processes of a host. Default: none. */
  readonly envOf?: (host: string) => Readonly<Record<string, string>>;
}

/**
 * The shop on real processes: the monolith, hosts of extracted contexts, PostgreSQL, and a NATS server with JetStream if a
 * host is reached over NATS.
 */
export class SplitShop {
  readonly database: TestDatabase;
  readonly folder: string;
  readonly #nats: NatsServer | undefined;
  readonly #port: number;
  readonly #options: SplitShopOptions;
  #parts = new Map<string, Part>();
  #topology: TestPlacement = {};
  #addresses: Addresses | undefined;

  private constructor(
    database: TestDatabase,
    nats: NatsServer | undefined,
    folder: string,
    port: number,
    options: SplitShopOptions,
  ) {
    this.database = database;
    this.#nats = nats;
    this.folder = folder;
    this.#port = port;
    this.#options = options;
  }

  /** Makes an empty shop; nothing runs yet but the database, and NATS if it is needed. */
  static async create(options: SplitShopOptions = {}): Promise<SplitShop> {
    const [database, nats, port] = await Promise.all([
      createTestDatabase(),
      options.over === 'grpc' ? undefined : startNatsServer({ jetStream: true }),
      freePort(),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'split-shop-'));
    chmodSync(folder, 0o755);
    if (nats) await provide(nats);
    return new SplitShop(database, nats, folder, port, options);
  }

  /** Starts every process of a placement, all at once. */
  static async start(extracted: Extracted, options: SplitShopOptions = {}): Promise<SplitShop> {
    const shop = await SplitShop.create(options);
    try {
      await shop.move(extracted);
      return shop;
    } catch (error) {
      await shop.stop();
      throw error;
    }
  }

  /** Its NATS server. @throws Error if no host is reached over NATS */
  get nats(): NatsServer {
    if (!this.#nats) throw new Error('This shop has no NATS server.');
    return this.#nats;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A principal with every role. */
  get staff(): GraphqlClient {
    return new GraphqlClient(this.url, readFileSync(join(this.folder, 'dev-token'), 'utf8').trim());
  }

  /** Where the gRPC server of a host listens, of its first instance. */
  addressOf(host: string): string {
    return this.#addresses!.of(host)[0]!;
  }

  get monolith(): Part {
    return this.part('monolith');
  }

  /** The instance of a host; instances count from 1. */
  host(context: string, instance = 1): Part {
    return this.part(instanceName(context, instance));
  }

  /** All processes, the monolith last. */
  get parts(): readonly Part[] {
    return [...this.#parts.values()];
  }

  /** Moves contexts: stops every process in order, changes topology.json, starts the hosts that it names. */
  async move(extracted: Extracted): Promise<void> {
    await this.#endParts();
    await this.place(extracted);
    await Promise.all(this.parts.map((part) => part.start()));
  }

  /** Writes topology.json for processes that the caller starts. */
  async place(extracted: Extracted): Promise<void> {
    this.#topology = placementOf(this.#options.over ?? 'nats', Object.keys(extracted));
    writeFileSync(join(this.folder, 'topology.json'), JSON.stringify(this.#topology));
    const addresses = await addressesOf(extracted);
    this.#addresses = addresses;
    this.#parts = new Map(this.#plan(extracted, addresses).map((part) => [part.name, part]));
  }

  /** Imports a file, as a user would. */
  import(file: string, ...options: readonly string[]): ShopCommand {
    return new ShopCommand('import', [file, '--url', this.url, ...options], { DATA_DIR: this.folder });
  }

  /** Waits until the shop is quiet; answers which invariants of its books do not hold. */
  brokenBooks(): Promise<readonly string[]> {
    return brokenBooks(this.database.url);
  }

  async orderCount(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>('SELECT count(*)::integer FROM orders.orders');
    return row!.count;
  }

  /** The output of every process, for the message of a failing test. */
  get output(): string {
    return this.parts.map(({ name, output }) => `--- ${name}\n${output}`).join('\n');
  }

  /** Kills the NATS server, deletes everything in JetStream and starts it again. */
  async wipeStreams(): Promise<void> {
    await this.nats.kill();
    rmSync(this.nats.storeDir, { recursive: true, force: true });
    await this.nats.restart();
    await provide(this.nats);
  }

  /** Ends everything and leaves nothing behind. */
  async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.kill()));
    await this.#nats?.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private part(name: string): Part {
    const part = this.#parts.get(name);
    if (!part) throw new Error(`There is no ${name} among ${[...this.#parts.keys()].join(', ')}.`);
    return part;
  }

  /** The monolith first: it calls the others, and finishes what it has begun while they are still there. */
  async #endParts(): Promise<void> {
    const hosts = this.parts.filter(({ name }) => name !== 'monolith');
    if (this.#parts.has('monolith')) await this.monolith.stop();
    await Promise.all(hosts.map((part) => part.stop()));
  }

  #plan(extracted: Extracted, addresses: Addresses): Part[] {
    const hosts = Object.keys(extracted).flatMap((context) =>
      addresses.of(context).map((address, index) => {
        const env = this.#env(context, addresses, address);
        const begin = (): ShopProcess => ShopProcess.startContext(context, env);
        return new Part(instanceName(context, index + 1), begin, /Context '\w+' runs/);
      }),
    );
    const env = { ...this.#env('monolith', addresses, addresses.of('monolith')[0]!), PORT: String(this.#port) };
    const begin = (): ShopProcess => ShopProcess.start(env);
    return [...hosts, new Part('monolith', begin, /Listening at/)];
  }

  #env(host: string, addresses: Addresses, address: string): Record<string, string> {
    return {
      DATA_DIR: this.folder,
      DATABASE_URL: this.database.url,
      // Without NATS, a process that started or looked for a server would fail: one may run on this machine.
      ...(this.#nats ? { NATS_URL: this.#nats.url } : NO_NATS),
      ...(this.#options.over ? { GRPC_LISTEN: address, GRPC_HOSTS: addresses.hosts } : {}),
      TOPOLOGY_FILE: join(this.folder, 'topology.json'),
      NOTIFICATIONS_FOLDER: join(this.folder, 'mail'),
      SEED: String(this.#options.seed ?? false),
      // Parcels leave at once, so that cancellations race with them and some become returns.
      SHIPPING_DELAY: '0',
      LOG_LEVEL: 'info',
      ...this.#options.envOf?.(host),
    };
  }
}

/** As the deployment does: a host cannot create its stream. */
async function provide({ url }: NatsServer): Promise<void> {
  await provisionStreams({ nats: { url }, publishers: ['orders', 'inventory', 'payments'] });
}

const instanceName = (context: string, instance: number): string =>
  instance === 1 ? context : `${context} #${instance}`;
