import { WorkReading, type ProcessWork } from '../../report/process-work.js';
import type { RunningShop } from '../shop-system.js';
import { ShopClient } from './shop-client.js';
import { fillShop } from './shop-data.js';
import { ShopDatabase } from './shop-database.js';
import type { Workload } from './workloads.js';

/** Results of a round. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of all processes of the application per request, in milliseconds, consequences of orders included. */
  readonly cpuMs: number;
  /** CPU time of the connections in PostgreSQL per request, in milliseconds. */
  readonly databaseMs: number;
  readonly wakeUps: number;
  readonly transactions: number;
  readonly written: number;
}

/** A shop with data and a client, ready for rounds. */
export class MeasuredShop {
  readonly #shop: RunningShop;
  readonly #client: ShopClient;
  readonly #database: ShopDatabase;
  #orders = 0;
  #sent = 0;

  private constructor(shop: RunningShop, client: ShopClient, database: ShopDatabase) {
    this.#shop = shop;
    this.#client = client;
    this.#database = database;
  }

  /** Fills a shop that has just started. */
  static async prepare(shop: RunningShop): Promise<MeasuredShop> {
    const client = new ShopClient(shop.endpoint, shop.token);
    await fillShop(client);
    return new MeasuredShop(shop, client, await ShopDatabase.open(shop.database));
  }

  /** Sends so many requests, one after the other, and waits for their consequences. */
  async send(workload: Workload, times: number): Promise<void> {
    for (let n = 0; n < times; n++) await this.#send(workload);
    await this.#database.quiet(this.#orders);
  }

  async #send(workload: Workload): Promise<void> {
    try {
      if (await workload.send(this.#client, this.#sent++)) this.#orders++;
    } catch (cause) {
      throw new Error(`The shop has failed. Its processes printed:\n${this.#shop.output()}`, { cause });
    }
  }

  /** Lets some clients send one request after the other for a time. */
  async round(workload: Workload, clients: number, milliseconds: number): Promise<Round> {
    const backends = await this.#database.backends();
    const [before, databaseBefore] = [WorkReading.of(this.#shop.pids), WorkReading.of(backends)];
    const counted = await this.#database.work();
    const latencies: number[] = [];
    const started = performance.now();
    const client = async (): Promise<void> => {
      for (let now = started; now - started < milliseconds;) {
        await this.#send(workload);
        const done = performance.now();
        latencies.push(done - now);
        now = done;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const seconds = (performance.now() - started) / 1000;
    if (workload.places) await this.#database.quiet(this.#orders);
    const own = WorkReading.of(this.#shop.pids).since(before);
    const database = WorkReading.of(await this.#database.backends()).since(databaseBefore);
    const work = await this.#database.work();
    const requests = latencies.length;
    latencies.sort((a, b) => a - b);
    return {
      requests,
      perSecond: requests / seconds,
      p50: latencies[Math.floor(requests / 2)]!,
      p99: latencies[Math.min(requests - 1, Math.floor(requests * 0.99))]!,
      cpuMs: own.cpuMs / requests,
      databaseMs: database.cpuMs / requests,
      wakeUps: own.wakeUps / requests,
      transactions: (work.transactions - counted.transactions) / requests,
      written: (work.written - counted.written) / requests,
    };
  }

  /** Work of the application while nothing is sent, per second. */
  async atRest(milliseconds: number): Promise<ProcessWork> {
    const before = WorkReading.of(this.#shop.pids);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const { cpuMs, wakeUps } = WorkReading.of(this.#shop.pids).since(before);
    return { cpuMs: (cpuMs * 1000) / milliseconds, wakeUps: (wakeUps * 1000) / milliseconds };
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#database.close();
    await this.#shop.stop();
  }
}
