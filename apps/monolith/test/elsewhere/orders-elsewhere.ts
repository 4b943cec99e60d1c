import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { ShopProcess } from '../shop-process.js';
import { GrpcNetwork } from './grpc-network.js';
import { NatsNetwork } from './nats-network.js';
import type { Network } from './network.js';

const NETWORKS = { nats: () => NatsNetwork.start(), grpc: (folder: string) => GrpcNetwork.start(folder) };
interface Networks {
  readonly nats: NatsNetwork;
  readonly grpc: GrpcNetwork;
}

/** The shop in two processes, with orders in a host of its own, and their folder. */
export class OrdersElsewhere<Transport extends keyof Networks = 'nats'> {
  monolith!: ShopProcess;
  orders!: ShopProcess;
  /** The URL of the shop. */
  url!: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'orders-elsewhere-'));
  #database: TestDatabase | undefined;
  #network: Network | undefined;

  constructor(private readonly transport: Transport) {}

  /** @param settings environment of both processes */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    chmodSync(this.#folder, 0o755);
    writeFileSync(this.path('topology.json'), JSON.stringify({ orders: { transport: this.transport } }));
    [this.#database, this.#network] = await Promise.all([
      createTestDatabase(),
      NETWORKS[this.transport](this.#folder) as Promise<Network>,
    ]);
    await this.startOrders(settings);
    this.monolith = ShopProcess.start({ ...this.#env('monolith'), ...settings });
    this.url = await this.monolith.listening();
  }

  /** Starts the host of orders; what it loads is noted under `name`. */
  async startOrders(settings: Readonly<Record<string, string>> = {}, name = 'orders'): Promise<void> {
    this.orders = ShopProcess.startContext('orders', { ...this.#env('orders', name), HEALTH_PORT: '0', ...settings });
    await this.orders.printed(/Context 'orders' runs/);
  }

  async stop(): Promise<void> {
    for (const each of [this.monolith, this.orders] as (ShopProcess | undefined)[])
      if (each) {
        each.kill('SIGKILL');
        await each.ended();
      }
    await this.#network?.stop();
    await this.#database?.drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What the hosts reach each other over. */
  get network(): Networks[Transport] {
    return this.#network as Networks[Transport];
  }

  /** The database of both processes, as its owner. */
  get database(): TestDatabase {
    return this.#database!;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** A token with every role. */
  get token(): string {
    return readFileSync(this.path('dev-token'), 'utf8').trim();
  }

  /** URLs of the module files that a process has loaded. */
  loaded(name: string): string[] {
    return readFileSync(this.path(`${name}.loaded`), 'utf8').split('\n');
  }

  #env(host: 'monolith' | 'orders', name: string = host): Record<string, string> {
    return {
      DATA_DIR: this.#folder,
      DATABASE_URL: this.#database!.url,
      ...this.#network!.envOf(host),
      TOPOLOGY_FILE: this.path('topology.json'),
      NOTIFICATIONS_FOLDER: this.path('mail'),
      LOADED_FILES: this.path(`${name}.loaded`),
      NODE_OPTIONS: `--import ${resolve(import.meta.dirname, '../../../../tools/dev/loaded-files.mjs')}`,
    };
  }
}
