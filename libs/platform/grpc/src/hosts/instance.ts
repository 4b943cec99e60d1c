import type { Client } from '@grpc/grpc-js';
import type { Batch } from '../link/batch-writer.js';
import { endReason } from '../link/end-reason.js';
import type { LinkSettings } from '../link/link-settings.js';
import { OutgoingLink, type LinkEnd, type LinkOwner, type LinkUser } from '../link/outgoing-link.js';

/** Factor by which pauses grow while an instance cannot be reached. */
const PAUSE_FACTOR = 1.6;
/** Pauses differ by this share, so that hosts do not come back all at once. */
const PAUSE_SPREAD = 0.2;

/** What an instance tells the host that it belongs to. */
export interface InstanceOwner {
  /** There is something new that can be called, or nothing after the first attempt. */
  changed(instance: Instance): void;
  /** Calls that a link had not sent when it ended: they can go elsewhere. */
  unsent(batches: readonly Batch[]): void;
  /** Calls that a link had sent when it ended. */
  lost(link: OutgoingLink, end: LinkEnd): void;
}

/** The parts that an instance opens links with. */
export interface InstanceParts {
  readonly user: LinkUser;
  readonly owner: InstanceOwner;
  readonly settings: LinkSettings;
  /** Returns a client with a channel of its own. @param mayStop whether a debugger may stop the instance */
  client(address: string, mayStop: boolean): Client;
}

/**
 * One address of a host, and the link to the instance there. A link that ends is opened again; a link that has reached
 * its age is replaced before it ends.
 */
export class Instance implements LinkOwner {
  /** Like `10.0.0.7:50051`. */
  readonly address: string;
  weight: number;
  /** When it is its turn again among idle instances, by the time of its host. */
  share = 0;
  /** Whether the first attempt has succeeded or failed. */
  tried = false;
  #attempted!: () => void;
  /** Resolves when the first attempt has succeeded or failed. */
  readonly firstAttempt = new Promise<void>((resolve) => (this.#attempted = resolve));
  /** Whether it is still one of the addresses of its host: otherwise a link that ends is not opened again. */
  listed = true;
  /** Why it cannot be reached, if the last attempt failed. */
  problem: string | undefined;
  readonly #parts: InstanceParts;
  /** The links, the newest last. One that leaves stays until its calls have their replies. */
  readonly #links: OutgoingLink[] = [];
  /** Whether a debugger may stop the instance. */
  #mayStop = false;
  #pauseMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(address: string, weight: number, parts: InstanceParts) {
    this.address = address;
    this.weight = weight;
    this.#parts = parts;
    this.#pauseMs = parts.settings.reconnectMs.first;
    this.#open();
  }

  /** The link that calls are sent over; `undefined` if there is none now. */
  get link(): OutgoingLink | undefined {
    for (let i = this.#links.length - 1; i >= 0; i--) if (this.#links[i]!.isUp) return this.#links[i];
    return undefined;
  }

  get isGone(): boolean {
    return this.#links.length === 0 && this.#timer === undefined;
  }

  /** All links over which something may still arrive. */
  get links(): readonly OutgoingLink[] {
    return this.#links;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const link of [...this.#links]) link.close();
  }

  up(link: OutgoingLink): void {
    this.#pauseMs = this.#parts.settings.reconnectMs.first;
    this.problem = undefined;
    // It may stop at a breakpoint, so it gets a link that waits for it.
    if (link.mayStop && !this.#mayStop) {
      this.#mayStop = true;
      this.#open();
    }
    for (const other of this.#links) if (other !== link) other.leave(true);
    this.#changed();
  }

  serving(): void {
    this.#changed();
  }

  leaving(link: OutgoingLink, reopen: boolean): void {
    if (!reopen) return link.leave(false);
    // The old link is used until the new one is up.
    if (this.#links.at(-1) === link && !this.#closed && this.listed) this.#open();
  }

  ended(link: OutgoingLink, end: LinkEnd, unsent: readonly Batch[]): void {
    this.#links.splice(this.#links.indexOf(link), 1);
    if (!this.link) this.problem = endReason(end.problem);
    // First those that can go elsewhere: what is left was sent over this link.
    this.#parts.owner.unsent(unsent);
    this.#parts.owner.lost(link, end);
    if (this.#links.length === 0 && !this.#closed && this.listed) this.#openLater();
    this.#changed();
  }

  #changed(): void {
    this.tried = true;
    this.#attempted();
    this.#parts.owner.changed(this);
  }

  #openLater(): void {
    const { most } = this.#parts.settings.reconnectMs;
    const pause = this.#pauseMs * (1 - PAUSE_SPREAD * Math.random());
    this.#pauseMs = Math.min(this.#pauseMs * PAUSE_FACTOR, most);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#open();
    }, pause).unref();
  }

  #open(): void {
    const { user, client } = this.#parts;
    this.#links.push(new OutgoingLink(client(this.address, this.#mayStop), user, this));
  }
}
