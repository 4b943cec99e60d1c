import { isIP } from 'node:net';
import type { ChannelOptions, Client } from '@grpc/grpc-js';
import type { Batch } from '../link/batch-writer.js';
import type { LinkSettings } from '../link/link-settings.js';
import type { CallRoute, CallTarget, LinkDestination } from '../link/link-wire.js';
import { withPatience } from '../link/patience.js';
import type { LinkEnd, LinkUser, OutgoingLink } from '../link/outgoing-link.js';
import type { Channel } from '../wire/control.js';
import type { HostAddress } from './host-addresses.js';
import { Instance } from './instance.js';
import { LinkLog } from './link-log.js';

/** Maximum number of instances that an error names. */
const MAX_SHOWN_INSTANCES = 3;

/** What a host tells the transport. */
export interface CalledHostOwner extends Omit<LinkUser, 'follows'> {
  /** Returns the name of the host that runs a context. */
  hostOf(context: string): string;
  unsent(batches: readonly Batch[]): void;
  lost(link: OutgoingLink, end: LinkEnd): void;
  /** Returns a client with a channel of its own. */
  client(host: string, address: string, channel: ChannelOptions): Client;
}

/** A host that this process calls or follows: its addresses, and the links to the instances there. */
export class CalledHost implements CallRoute {
  readonly name: string;
  readonly #addresses: readonly HostAddress[];
  readonly #owner: CalledHostOwner;
  readonly #settings: LinkSettings;
  readonly #instances = new Map<string, Instance>();
  readonly #follows = new Set<string>();
  readonly #user: LinkUser;
  /** Destinations whose calls wait for the first attempt. */
  readonly #held = new Set<LinkDestination>();
  #firstAttempt = true;
  #attempted!: () => void;
  /** Resolves once each address has been tried, or the time for that is over. */
  readonly attempted = new Promise<void>((resolve) => (this.#attempted = resolve));
  #resolved = false;
  /** Virtual time by which idle instances share calls, in calls for a weight of one. */
  #time = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(name: string, addresses: readonly HostAddress[], owner: CalledHostOwner, settings: LinkSettings) {
    this.name = name;
    this.#addresses = addresses;
    this.#owner = owner;
    this.#settings = settings;
    const follows = this.#follows;
    this.#user = {
      host: owner.host,
      get listens() {
        return owner.listens;
      },
      follows,
      replied: (link, reply) => owner.replied(link, reply),
      failed: (error) => owner.failed(error),
      // A host speaks for its own contexts only.
      announced: (announcement) => {
        if (owner.hostOf(announcement.context) === name) owner.announced(announcement);
      },
      pushed: (events) => {
        if (follows.has(events.publisher)) owner.pushed(events);
      },
    };
    setTimeout(() => this.#endAttempt(), settings.firstAttemptMs).unref();
    void this.resolve();
  }

  get instances(): Iterable<Instance> {
    return this.#instances.values();
  }

  /** Why calls to a context of the host cannot be sent now, as part of a sentence. */
  get problem(): string {
    const instances = [...this.#instances.values()];
    if (instances.length === 0) return `no address of the host ${this.name} is known`;
    if (instances.some(({ target }) => target)) return `no reachable instance of the host ${this.name} serves it`;
    const reasons = instances.map(({ address, problem }) => `${address} (${problem ?? 'connecting'})`);
    return `no instance of the host ${this.name} can be reached: ${reasons.slice(0, MAX_SHOWN_INSTANCES).join(', ')}`;
  }

  /** Keeps the calls of a destination until the first attempt to reach the host has ended. */
  holdUntilTried(destination: LinkDestination): void {
    if (!this.#firstAttempt || this.#serves(destination)) return;
    destination.hold();
    this.#held.add(destination);
  }

  /**
   * Returns where the next calls go: of the instances that serve the context, the one with the least calls in flight
   * for its weight. Among idle ones, each gets calls by its weight (start-time fair queueing: Goyal, Vin and Cheng, 1996).
   */
  pick(context: string, channel: Channel, calls: number): CallTarget | undefined {
    let best: Instance | undefined;
    let bestTarget: CallTarget | undefined;
    let [bestLoad, bestStart] = [Infinity, Infinity];
    for (const instance of this.#instances.values()) {
      const { target } = instance;
      if (!target?.serves(context, channel)) continue;
      const load = target.isFull ? Number.MAX_VALUE : target.inFlight / instance.weight;
      const start = Math.max(this.#time, instance.share);
      if (load > bestLoad || (load === bestLoad && start >= bestStart)) continue;
      [best, bestTarget, bestLoad, bestStart] = [instance, target, load, start];
    }
    if (!best) return undefined;
    this.#time = bestStart;
    best.share = bestStart + calls / best.weight;
    return bestTarget;
  }

  /** Listens to announcements at all instances. Resolves once announcements of the reachable ones will arrive. */
  async listen(context: string): Promise<void> {
    await this.attempted;
    await withPatience(
      this.#links().map((link) => link.listen(context)),
      this.#settings.patienceMs,
    );
  }

  /** Follows the events of a publisher at all instances. Each pushes all of them, its own ones at once. */
  follow(publisher: string): void {
    this.#follows.add(publisher);
    for (const link of this.#links()) if (link.isUp) link.follow(publisher, true);
  }

  unfollow(publisher: string): void {
    this.#follows.delete(publisher);
    for (const link of this.#links()) link.follow(publisher, false);
  }

  /** A process of the host runs, so instances that cannot be reached are tried again now, not after a pause. */
  appeared(): void {
    const instances = [...this.#instances.values()];
    for (const instance of instances) instance.tryNow();
    if (!instances.some(({ target }) => target)) void this.resolve();
  }

  /** Looks up the addresses again, and opens links to new ones. */
  async resolve(): Promise<void> {
    clearTimeout(this.#timer);
    const found = new Map<string, number>();
    const outcomes = await Promise.allSettled(
      this.#addresses.map(async (address) => {
        for (const each of await this.#lookUp(address)) found.set(each, address.weight);
      }),
    );
    if (this.#closed) return;
    this.#resolved = true;
    // A name that cannot be looked up now keeps the addresses that it had.
    const isComplete = outcomes.every(({ status }) => status === 'fulfilled');
    for (const instance of this.#instances.values()) {
      instance.listed = found.has(instance.address) || !isComplete;
      this.#forgetIfGone(instance);
    }
    for (const [address, weight] of found) this.#add(address, weight);
    this.#check();
    clearTimeout(this.#timer);
    if (this.#addresses.some(({ name }) => isIP(name) === 0))
      this.#timer = setTimeout(() => void this.resolve(), this.#settings.resolveMs).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#endAttempt();
    for (const instance of this.#instances.values()) instance.close();
  }

  async #lookUp({ name, port }: HostAddress): Promise<string[]> {
    const found = isIP(name) === 0 ? await this.#settings.lookup(name) : [{ address: name }];
    return found.map((each) => withPort(each.address, each.port ?? port));
  }

  #add(address: string, weight: number): void {
    const known = this.#instances.get(address);
    if (known && !known.isGone) return void (known.weight = weight);
    const [owner, instances] = [this.#owner, this.#instances];
    const instance = new Instance(address, weight, {
      user: this.#user,
      log: new LinkLog(this.name, address),
      owner: {
        get isReachable() {
          return [...instances.values()].some(({ target }) => target);
        },
        changed: (changed) => this.#changed(changed),
        unsent: (batches) => owner.unsent(batches),
        lost: (link, end) => owner.lost(link, end),
      },
      settings: this.#settings,
      client: (to, channel) => owner.client(this.name, to, channel),
    });
    this.#instances.set(address, instance);
  }

  #changed(instance: Instance): void {
    this.#forgetIfGone(instance);
    this.#check();
  }

  /** Requests to its services that are under way go on. */
  #forgetIfGone(instance: Instance): void {
    if (!instance.isGone || instance.listed) return;
    this.#instances.delete(instance.address);
    instance.close();
  }

  /** Resolves once every address that is known now has been tried, or the time for that is over. */
  async tried(): Promise<void> {
    await withPatience(
      [...this.#instances.values()].map(({ firstAttempt }) => firstAttempt),
      this.#settings.firstAttemptMs,
    );
  }

  /** Sends the held calls that an instance serves now, and all of them once every address has been tried. */
  #check(): void {
    if (!this.#firstAttempt) return;
    if (this.#resolved && [...this.#instances.values()].every(({ tried }) => tried)) return this.#endAttempt();
    for (const destination of this.#held)
      if (this.#serves(destination)) {
        this.#held.delete(destination);
        destination.resume();
      }
  }

  #endAttempt(): void {
    if (!this.#firstAttempt) return;
    this.#firstAttempt = false;
    this.#attempted();
    for (const destination of this.#held) destination.resume();
    this.#held.clear();
  }

  #serves({ context, address }: LinkDestination): boolean {
    return [...this.#instances.values()].some(({ target }) => target?.serves(context, address.channel));
  }

  #links(): OutgoingLink[] {
    return [...this.#instances.values()].flatMap(({ links }) => links);
  }
}

const withPort = (address: string, port: number): string => `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
