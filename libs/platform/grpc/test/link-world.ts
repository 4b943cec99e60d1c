import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HostProcess, TransportWorld } from '@multilith/runtime/transport/conformance';
import type { GrpcOptions } from '../src/grpc-options.js';
import { GrpcTransport } from '../src/grpc-transport.js';
import type { FoundAddress, LinkSettings } from '../src/link/link-settings.js';

const PROGRAM = fileURLToPath(new URL('echo-host.mjs', import.meta.url));

/** A host in a process of its own. */
export interface EchoProcess extends HostProcess {
  /** Lets it answer the calls that it has left unanswered. */
  answer(): void;
}

/** A host of a world, and where its server listens. */
interface OpenHost {
  readonly name: string;
  readonly address: FoundAddress;
  /** `undefined` for a host in another process. */
  readonly transport?: GrpcTransport;
}

/**
 * Hosts that reach each other by links. Names are looked up in the world: every context belongs to the host `monolith`,
 * unless `hostOf` says otherwise.
 */
export class LinkWorld implements TransportWorld {
  readonly #hosts: OpenHost[] = [];
  readonly #processes: ChildProcess[] = [];
  readonly #options: (host: string) => GrpcOptions;
  readonly #settings: Partial<LinkSettings>;

  constructor(options: (host: string) => GrpcOptions = () => ({}), settings: Partial<LinkSettings> = {}) {
    this.#options = options;
    this.#settings = settings;
  }

  /** Resolves once the other hosts have links to the new one. */
  async open(host = 'monolith'): Promise<GrpcTransport> {
    const transport = await GrpcTransport.connect(
      { host, hostOf: () => 'monolith', listen: '127.0.0.1:0', ...this.#options(host) },
      { lookup: (name) => this.#lookUp(name), resolveMs: 50, ...this.#settings },
    );
    await this.#add({ transport, name: host, address: addressOf(await transport.startServer()) });
    return transport;
  }

  /** @param variables environment of the process, beside that of this one */
  async spawn(context: string, variables: NodeJS.ProcessEnv = {}): Promise<EchoProcess> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(PROGRAM, [context], { execArgv: [], env: { ...env, ...variables } });
    this.#processes.push(child);
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the host ended with ${code}`)));
    ended.catch(() => {});
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
    await this.#add({ name: 'monolith', address: addressOf(port) });
    return { signal: (name) => void child.kill(name), answer: () => void child.send('answer') };
  }

  async close(): Promise<void> {
    for (const process of this.#processes) process.kill('SIGKILL');
    await Promise.all(this.#hosts.map(({ transport }) => transport?.close()));
  }

  async #add(host: OpenHost): Promise<void> {
    this.#hosts.push(host);
    await Promise.all(this.#hosts.map(({ transport }) => transport?.reach(host.name)));
  }

  async #lookUp(name: string): Promise<FoundAddress[]> {
    const found = this.#hosts.filter((host) => host.name === name).map(({ address }) => address);
    if (found.length === 0) throw new Error(`there is no host ${name}`);
    return found;
  }
}

const addressOf = (port: number): FoundAddress => ({ address: '127.0.0.1', port });
