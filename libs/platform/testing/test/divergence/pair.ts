import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Type } from '@nestjs/common';
import type { Command, Query } from '@nestjs/cqrs';
import { definitionOf } from '@multilith/contract';
import { connectNats, type NatsOptions } from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import {
  MultilithRuntime,
  startHost,
  temporaryPrincipalKeys,
  type Host,
  type HostOptions,
  type PrincipalKeys,
} from '@multilith/runtime/host';
import { TransportError, type Transport } from '@multilith/runtime/transport';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../src/postgres/index.js';
import { asUsual, OfficeModule, StoreModule } from './contexts.js';
import { NetworkLink } from './network-link.js';
import '../../../../../tools/dev/built-code.mjs';

/** Options of a store's host that differ from the usual ones. */
export interface StoreOptions {
  readonly module?: Type;
  readonly principalKeys?: PrincipalKeys;
  readonly limits?: NatsOptions['limits'];
}

/** Office and store in one process: the monolith. */
export class Together {
  #database!: TestDatabase;
  host!: Host;

  async start(): Promise<void> {
    this.#database = await createTestDatabase();
    this.host = await startHost({ ...options(this.#database), imports: [OfficeModule, StoreModule] });
  }

  execute<R>(message: Command<R> | Query<R>): Promise<R> {
    return execute(this.host, message);
  }

  /** Returns the number of items in the store. */
  items = (): Promise<number> => itemsIn(this.#database);

  async stop(): Promise<void> {
    await this.host?.stop();
    await this.#database?.drop();
  }
}

/** The office in the monolith, the store extracted: two hosts, and a network between them. */
export class Apart {
  /** The network of the office. */
  link!: NetworkLink;
  office!: Host;
  readonly stores = new Set<Host>();
  /** Number of replies to the office that will be lost from now on, after the store has sent them. */
  repliesToLose = 0;
  readonly #keys = temporaryPrincipalKeys();
  readonly #prefix = `test-${randomBytes(6).toString('hex')}`;
  #database!: TestDatabase;
  #server!: NatsServer;

  async start(): Promise<void> {
    [this.#database, this.#server] = await Promise.all([createTestDatabase(), startNatsServer()]);
    this.link = await NetworkLink.open(this.#server.url);
    const connected = (): Promise<Transport> => this.#connect({ url: this.link.url, host: 'monolith' });
    this.office = await startHost({
      ...this.#options('monolith'),
      imports: [OfficeModule],
      transports: { nats: async () => this.#losing(await connected()) },
    });
    await this.startStore();
  }

  async startStore({ module = StoreModule, principalKeys = this.#keys, limits }: StoreOptions = {}): Promise<Host> {
    const host = await startHost({
      ...this.#options('store'),
      imports: [module],
      principalKeys,
      transports: { nats: () => this.#connect({ url: this.#server.url, host: 'store', limits }) },
    });
    this.stores.add(host);
    return host;
  }

  /**
   * Starts a store in its own process, whose clock is ahead by so many milliseconds. Returns the function that stops
   * it.
   */
  async startStoreWithClock(ahead: number): Promise<() => Promise<void>> {
    const settings = { ahead, url: this.#server.url, prefix: this.#prefix };
    const child = fork(fileURLToPath(new URL('store-process.mjs', import.meta.url)), [JSON.stringify(settings)], {
      // Specs resolve packages to TypeScript sources through an export condition; this process has only Node.
      execArgv: [],
    });
    const [word] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if (word !== 'ready') throw new Error(`the process of the store ended with ${String(word)}`);
    return async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
  }

  async stopStores(): Promise<void> {
    await Promise.all([...this.stores].map((host) => host.stop()));
    this.stores.clear();
  }

  /** Ensures that exactly this store runs. */
  async onlyStore(options?: StoreOptions): Promise<void> {
    await this.stopStores();
    await this.startStore(options);
  }

  execute<R>(message: Command<R> | Query<R>): Promise<R> {
    return execute(this.office, message);
  }

  items = (): Promise<number> => itemsIn(this.#database);

  async stop(): Promise<void> {
    await this.office?.stop();
    await this.stopStores();
    await this.link?.close();
    await this.#server?.stop();
    await this.#database?.drop();
  }

  #options(host: string): HostOptions {
    return {
      ...options(this.#database),
      host,
      topology: { store: { transport: 'nats' } },
      principalKeys: this.#keys,
    };
  }

  #connect(given: NatsOptions): Promise<Transport> {
    return connectNats({ ...given, prefix: this.#prefix });
  }

  /** A real transport whose replies may get lost, as when the connection breaks while they are in flight. */
  #losing(transport: Transport): Transport {
    return new Proxy(transport, {
      get: (target, name) => {
        if (name === 'call')
          return async (...call: Parameters<Transport['call']>) => {
            const reply = await target.call(...call);
            if (this.repliesToLose-- > 0) throw new TransportError('CONNECTION_LOST', 'the reply was lost', true);
            return reply;
          };
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

/** Runs both placements for the specs of a file; each spec starts with the default behaviour of the handlers. */
export function bothPlacements(): { readonly local: Together; readonly nats: Apart } {
  const pair = { local: new Together(), nats: new Apart() };
  beforeAll(async () => {
    await Promise.all([pair.local.start(), pair.nats.start()]);
  });
  afterAll(async () => {
    await Promise.all([pair.local.stop(), pair.nats.stop()]);
  });
  beforeEach(() => {
    asUsual();
    pair.nats.repliesToLose = 0;
  });
  return pair;
}

const options = ({ url }: TestDatabase): HostOptions => ({ contexts: {}, database: { url }, logger: false });

function execute<R>(host: Host, message: Command<R> | Query<R>): Promise<R> {
  const { commandBus, queryBus } = host.app.get(MultilithRuntime);
  const bus = definitionOf(message)?.kind === 'query' ? queryBus : commandBus;
  return (bus as { execute(sent: object): Promise<R> }).execute(message);
}

async function itemsIn(database: TestDatabase): Promise<number> {
  const [{ count }] = (await database.query('SELECT count(*)::integer FROM store.item')) as [{ count: number }];
  return count;
}
