import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionStreams } from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { GraphqlClient } from '@multilith/edge/testing';
import { brokenBooks } from '../ledger.js';
import { ShopProcess } from '../shop-process.js';
import { freePort } from './free-port.js';
import { Part } from './part.js';
import { topologyOf, type Extracted } from './placement.js';
import { ShopCommand } from './shop-command.js';

/** Options of a split shop. */
export interface SplitShopOptions {
  /** Whether the monolith fills an empty shop with a small catalogue. Default: no. */
  readonly seed?: boolean;
}

/** The shop on real processes: the monolith, hosts of extracted contexts, a NATS server with JetStream, PostgreSQL. */
export class SplitShop {
  #parts = new Map<string, Part>();
  #extracted: Extracted = {};

  private constructor(
    readonly database: TestDatabase,
    readonly nats: NatsServer,
    readonly folder: string,
    private readonly port: number,
    private readonly options: SplitShopOptions,
  ) {}

  /** Makes an empty shop; nothing runs yet but NATS and the database. */
  static async create(options: SplitShopOptions = {}): Promise<SplitShop> {
    const [database, nats, port] = await Promise.all([
      createTestDatabase(),
      startNatsServer({ jetStream: true }),
      freePort(),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'split-shop-'));
    chmodSync(folder, 0o755);
    await provide(nats);
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

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A principal with every role. */
  get staff(): GraphqlClient {
    return new GraphqlClient(this.url, readFileSync(join(this.folder, 'dev-token'), 'utf8').trim());
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
    this.place(extracted);
    await Promise.all(this.parts.map((part) => part.start()));
  }

  /** Writes topology.json for processes that the caller starts. */
  place(extracted: Extracted): void {
    this.#extracted = extracted;
    writeFileSync(join(this.folder, 'topology.json'), JSON.stringify(topologyOf(extracted)));
    this.#parts = new Map(this.#plan().map((part) => [part.name, part]));
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
    await this.nats.stop();
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

  #plan(): Part[] {
    const hosts = Object.entries(this.#extracted).flatMap(([context, instances]) =>
      Array.from({ length: instances }, (_, index) => {
        const begin = (): ShopProcess => ShopProcess.startContext(context, this.#env());
        return new Part(instanceName(context, index + 1), begin, /Context '\w+' runs/);
      }),
    );
    const begin = (): ShopProcess => ShopProcess.start({ ...this.#env(), PORT: String(this.port) });
    return [...hosts, new Part('monolith', begin, /Listening at/)];
  }

  #env(): Record<string, string> {
    return {
      DATA_DIR: this.folder,
      DATABASE_URL: this.database.url,
      NATS_URL: this.nats.url,
      TOPOLOGY_FILE: join(this.folder, 'topology.json'),
      NOTIFICATIONS_FOLDER: join(this.folder, 'mail'),
      SEED: String(this.options.seed ?? false),
      // Parcels leave at once, so that cancellations race with them and some become returns.
      SHIPPING_DELAY: '0',
      LOG_LEVEL: 'info',
    };
  }
}

/** As the deployment does: a host cannot create its stream. */
async function provide({ url }: NatsServer): Promise<void> {
  await provisionStreams({ nats: { url }, publishers: ['orders', 'inventory', 'payments'] });
}

const instanceName = (context: string, instance: number): string =>
  instance === 1 ? context : `${context} #${instance}`;
