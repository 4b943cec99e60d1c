import { ServerCredentials } from '@grpc/grpc-js';
import { startHost, temporaryPrincipalKeys, type Host, type HostKeys } from '@multilith/runtime/host';
import type { Transport } from '@multilith/runtime/transport';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { GrpcServer } from '../../src/server/grpc-server.js';
import type { UnaryOptions } from '../../src/unary/served-calls.js';
import { UnaryServices } from '../../src/unary/unary-services.js';
import { KitchenModule } from '../kitchen.js';

/** The host of `kitchen`, with the services for other languages and nothing else on its server. */
export class KitchenHost {
  readonly keys: (host: string) => HostKeys;
  readonly server = new GrpcServer();
  services!: UnaryServices;
  #host: Host | undefined;
  #database: TestDatabase | undefined;

  /** @param issuers hosts that sign people in */
  constructor(issuers: readonly string[] = []) {
    this.keys = temporaryPrincipalKeys(['monolith', ...issuers]);
  }

  get address(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  async start(options: UnaryOptions = { believesNames: true }): Promise<void> {
    this.#database = await createTestDatabase();
    this.services = new UnaryServices(this.server, options);
    this.#host = await startHost({
      host: 'kitchen',
      topology: { kitchen: { transport: 'grpc' } },
      contexts: { kitchen: { module: async () => KitchenModule } },
      transports: { grpc: async () => this.#transport() },
      principalKeys: this.keys,
      database: { url: this.#database.url },
      logger: false,
    });
    await this.server.listen('127.0.0.1:0', ServerCredentials.createInsecure());
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
    await this.server.close();
    await this.#database?.drop();
  }

  #transport(): Transport {
    const unused = async (): Promise<never> => Promise.reject(new Error('not part of this spec'));
    return {
      name: 'grpc',
      call: unused,
      askJournal: unused,
      serve: async (_context, receive, contract) => this.services.serve(contract!, receive),
      serveJournal: async () => {},
      announce: () => {},
      listen: async () => {},
      drain: () => this.services.drain(),
      close: async () => {},
    };
  }
}
