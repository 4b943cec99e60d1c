import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { startHost, temporaryPrincipalKeys, type Host, type HostKeys } from '@multilith/runtime/host';
import { connectGrpc, type GrpcOptions, type GrpcTransport } from '../../src/index.js';
import { KitchenModule } from '../kitchen.js';

/** The host of `kitchen`, reached over gRPC without TLS. */
export class KitchenHost {
  readonly keys: (host: string) => HostKeys;
  #transport!: GrpcTransport;
  #port = 0;
  #host: Host | undefined;
  #database: TestDatabase | undefined;

  /** @param issuers hosts that sign people in */
  constructor(issuers: readonly string[] = []) {
    this.keys = temporaryPrincipalKeys(['monolith', ...issuers]);
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async start(options: GrpcOptions = {}): Promise<void> {
    this.#database = await createTestDatabase();
    this.#transport = await connectGrpc({ host: 'kitchen', listen: '127.0.0.1:0', ...options });
    this.#host = await startHost({
      host: 'kitchen',
      topology: { kitchen: { transport: 'grpc' } },
      contexts: { kitchen: { module: async () => KitchenModule } },
      transports: { grpc: async () => this.#transport },
      principalKeys: this.keys,
      database: { url: this.#database.url },
      logger: false,
    });
    this.#port = await this.#transport.startServer();
  }

  /** Finishes the running calls and takes no more. */
  drain(): Promise<void> {
    return this.#transport.drain();
  }

  /** Number of pots of a tea in the database. */
  async pots(tea: string): Promise<number> {
    const [row] = await this.#database!.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM kitchen.pot WHERE tea = $1`,
      [tea],
    );
    return row!.n;
  }

  /** Number of open transactions in the database. */
  async openTransactions(): Promise<number> {
    const [row] = await this.#database!.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    return row!.n;
  }

  async stop(): Promise<void> {
    await this.#host?.stop();
    await this.#database?.drop();
  }
}
