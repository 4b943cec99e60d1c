import { freePort } from '../free-port.js';
import type { Extracted } from './placement.js';

/** Where the gRPC servers of the processes of a shop listen. */
export class Addresses {
  readonly #all: ReadonlyMap<string, readonly string[]>;

  constructor(all: ReadonlyMap<string, readonly string[]>) {
    this.#all = all;
  }

  /** The addresses of the instances of a host. */
  of(host: string): readonly string[] {
    return this.#all.get(host) ?? [];
  }

  /** All of them, as `GRPC_HOSTS` lists them. */
  get hosts(): string {
    return [...this.#all].map(([host, addresses]) => `${host}=${addresses.join(',')}`).join(';');
  }
}

/** Returns free addresses for the monolith and every instance of the hosts. */
export async function addressesOf(extracted: Extracted): Promise<Addresses> {
  const hosts = Object.entries({ ...extracted, monolith: 1 });
  const free = async (): Promise<string> => `127.0.0.1:${await freePort()}`;
  const all = hosts.map(async ([host, instances]): Promise<[string, string[]]> => [
    host,
    await Promise.all(Array.from({ length: instances }, free)),
  ]);
  return new Addresses(new Map(await Promise.all(all)));
}
