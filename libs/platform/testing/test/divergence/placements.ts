import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Type } from '@nestjs/common';
import type { Command, Query } from '@nestjs/cqrs';
import { definitionOf } from '@multilith/contract';
import type { NatsOptions } from '@multilith/nats';
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
import type { Network } from './network.js';
import { OverGrpc } from './over-grpc.js';
import { OverNats } from './over-nats.js';
import '../../../../../tools/dev/built-code.mjs';

/** Options of a store's host that differ from the usual ones. */
export interface StoreOptions {
  readonly module?: Type;
  readonly principalKeys?: PrincipalKeys;
  readonly limits?: NatsOptions['limits'];
}

/** A store in a process of its own. */
export interface StoreProcess {
  /** Resolves when it has begun to handle a call that it will never answer. */
  readonly called: Promise<void>;
  /** Freezes it with its connections, like a machine that runs out of memory. */
  freeze(): void;
  kill(): Promise<void>;
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
  network!: Network;
  office!: Host;
  readonly stores = new Set<Host>();
  /** Number of replies to the office that will be lost from now on, after the store has sent them. */
  repliesToLose = 0;
  readonly #open: () => Promise<Network>;
  readonly #keys = temporaryPrincipalKeys();
  #database!: TestDatabase;

  constructor(open: () => Promise<Network>) {
    this.#open = open;
  }

  async start(): Promise<void> {
    [this.#database, this.network] = await Promise.all([createTestDatabase(), this.#open()]);
    const { office } = this.network;
    this.office = await startHost({
      ...this.#options('monolith'),
      imports: [OfficeModule],
      transports: { [this.network.transport]: async (options) => this.#losing(await office(options)) },
    });
    await this.startStore();
  }

  async startStore({ module = StoreModule, principalKeys = this.#keys, limits }: StoreOptions = {}): Promise<Host> {
    const host = await startHost({
      ...this.#options('store'),
      imports: [module],
      principalKeys,
      transports: { [this.network.transport]: this.network.store(limits) },
    });
    this.stores.add(host);
    return host;
  }

  /** Starts a store in its own process. @param settings for `store-process.mjs` */
  async startProcess(settings: { readonly ahead?: number; readonly hangs?: boolean }): Promise<StoreProcess> {
    const all = { ahead: 0, hangs: false, ...settings, ...this.network.settings() };
    const child = fork(fileURLToPath(new URL('store-process.mjs', import.meta.url)), [JSON.stringify(all)], {
      // Specs resolve packages to TypeScript sources through an export condition; this process has only Node.
      execArgv: [],
    });
    const [ready] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [{ port?: number } | null];
    if (typeof ready !== 'object' || ready === null) throw new Error(`the process of the store ended with ${ready}`);
    const leave = await this.network.joined(ready.port);
    return {
      called: once(child, 'message').then(() => {}),
      freeze: () => void child.kill('SIGSTOP'),
      kill: async () => {
        leave();
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
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
    await this.network?.close();
    await this.#database?.drop();
  }

  #options(host: string): HostOptions {
    return {
      ...options(this.#database),
      host,
      topology: { store: { transport: this.network.transport } },
      principalKeys: this.#keys,
    };
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

/** The placements of the specs of a file. */
export interface Placements {
  readonly local: Together;
  readonly nats: Apart;
  readonly grpc: Apart;
  /** Those with hosts apart, for `it.each`. */
  readonly apart: readonly (readonly [string, Apart])[];
}

/** Runs every placement for the specs of a file; each spec starts with the default behaviour of the handlers. */
export function everyPlacement(): Placements {
  const [nats, grpc] = [new Apart(() => OverNats.open()), new Apart(async () => new OverGrpc())];
  const local = new Together();
  beforeAll(async () => {
    await Promise.all([local.start(), nats.start(), grpc.start()]);
  });
  afterAll(async () => {
    await Promise.all([local.stop(), nats.stop(), grpc.stop()]);
  });
  beforeEach(() => {
    asUsual();
    nats.repliesToLose = grpc.repliesToLose = 0;
  });
  return {
    local,
    nats,
    grpc,
    apart: [
      ['nats', nats],
      ['grpc', grpc],
    ],
  };
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
