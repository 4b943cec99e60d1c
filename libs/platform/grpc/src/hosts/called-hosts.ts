import type { LinkSettings } from '../link/link-settings.js';
import { CalledHost, type CalledHostOwner } from './called-host.js';
import type { HostAddresses } from './host-addresses.js';

/** The hosts that this process calls or follows. Links to a host are opened on first use. */
export class CalledHosts {
  readonly #addresses: HostAddresses;
  readonly #owner: CalledHostOwner;
  readonly #settings: LinkSettings;
  readonly #hosts = new Map<string, CalledHost>();
  #closed = false;

  constructor(addresses: HostAddresses, owner: CalledHostOwner, settings: LinkSettings) {
    this.#addresses = addresses;
    this.#owner = owner;
    this.#settings = settings;
  }

  [Symbol.iterator](): IterableIterator<CalledHost> {
    return this.#hosts.values();
  }

  of(name: string): CalledHost {
    let host = this.#hosts.get(name);
    if (!host) {
      this.#hosts.set(name, (host = new CalledHost(name, this.#addresses.of(name), this.#owner, this.#settings)));
      if (this.#closed) host.close();
    }
    return host;
  }

  /** A process of a host runs: it has opened a link to this one. */
  appeared(name: string): void {
    this.#hosts.get(name)?.appeared();
  }

  close(): void {
    this.#closed = true;
    for (const host of this.#hosts.values()) host.close();
  }
}
