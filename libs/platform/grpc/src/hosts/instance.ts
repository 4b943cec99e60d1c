import { status, type ChannelOptions, type Client } from '@grpc/grpc-js';
import { DEBUG_PATIENCE_MS, isDebugging } from '@multilith/runtime/transport';
import type { Batch } from '../link/batch-writer.js';
import { endReason } from '../link/end-reason.js';
import { linkChannelOptions, UNARY_CHANNEL, type LinkSettings } from '../link/link-settings.js';
import type { CallTarget } from '../link/link-wire.js';
import { OutgoingLink, type LinkEnd, type LinkOwner, type LinkUser } from '../link/outgoing-link.js';
import { UnaryTarget } from '../link/unary-target.js';
import type { LinkLog } from './link-log.js';

/** Factor by which pauses grow while an instance cannot be reached. */
const PAUSE_FACTOR = 1.6;
/** Maximum random share by which a pause is shorter, so that callers do not all reconnect at once. */
const PAUSE_SPREAD = 0.2;

/** What an instance tells the host that it belongs to. */
export interface InstanceOwner {
  /** Whether any instance of the host can be reached. */
  readonly isReachable: boolean;
  /** Another context can be called now, or the first attempt has failed. */
  changed(instance: Instance): void;
  /** Calls that a link had not sent when it ended: they can go elsewhere. */
  unsent(batches: readonly Batch[]): void;
  /** Calls that a link had sent when it ended. */
  lost(link: OutgoingLink, end: LinkEnd): void;
}

/** What is known of an instance of a host. */
export interface InstanceStatus {
  /** Like `10.0.0.7:50051`. */
  readonly address: string;
  /** `services`: it has no links, and is called by the services of its contracts. */
  readonly state: 'link' | 'services' | 'unreachable';
  /** Calls sent there that have no reply. */
  readonly inFlight: number;
  /** How many links have been opened there. */
  readonly opened: number;
  /** Why it cannot be reached. */
  readonly problem: string | undefined;
}

/** The parts that an instance opens links with. */
export interface InstanceParts {
  readonly log: LinkLog;
  readonly user: LinkUser;
  readonly owner: InstanceOwner;
  readonly settings: LinkSettings;
  /** Returns a client with a channel of its own. */
  client(address: string, channel: ChannelOptions): Client;
}

/**
 * One address of a host, and the link to the instance there. A link that ends is opened again; a link that has reached
 * its age is replaced before it ends.
 */
export class Instance implements LinkOwner {
  /** Like `10.0.0.7:50051`. */
  readonly address: string;
  weight: number;
  /** Virtual time of its host at which it gets calls again, if several instances are idle. */
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
  #opened = 0;
  /** Calls it if it has no links. */
  #unary: UnaryTarget | undefined;
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

  /** Where calls are sent; `undefined` if the instance cannot be reached now. */
  get target(): CallTarget | undefined {
    for (let i = this.#links.length - 1; i >= 0; i--) if (this.#links[i]!.isUp) return this.#links[i];
    return this.#unary;
  }

  get isGone(): boolean {
    return this.#links.length === 0 && this.#timer === undefined;
  }

  get status(): InstanceStatus {
    const { target, address, problem } = this;
    const state = target ? (target === this.#unary ? 'services' : 'link') : 'unreachable';
    const opened = this.#opened;
    return { address, state, inFlight: target?.inFlight ?? 0, opened, problem: target ? undefined : problem };
  }

  /** All links over which something may still arrive. */
  get links(): readonly OutgoingLink[] {
    return this.#links;
  }

  /** Ends the pause before the next attempt to open a link. */
  tryNow(): void {
    if (!this.#timer || this.#unary || this.#closed) return;
    this.#pauseMs = this.#parts.settings.reconnectMs.first;
    this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const link of [...this.#links]) link.close();
    this.#unary?.close();
  }

  up(link: OutgoingLink): void {
    if (link.mayStop && !this.#mayStop) {
      // A debugger may stop the instance, so this link is replaced, before the first call, by one that waits for it.
      this.#mayStop = true;
      this.#open();
      return link.close();
    }
    this.#pauseMs = this.#parts.settings.reconnectMs.first;
    this.#opened++;
    this.#parts.log.up();
    this.problem = undefined;
    this.#setUnary(undefined);
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
    const { log, owner, settings } = this.#parts;
    log.ended(end, link.peer !== undefined);
    this.#links.splice(this.#links.indexOf(link), 1);
    const hasNoLinks = end.code === status.UNIMPLEMENTED;
    if (this.#links.length === 0) this.#setUnary(hasNoLinks ? (this.#unary ?? this.#openUnary()) : undefined);
    if (!this.target) this.problem = endReason(end.problem);
    // Unsent calls first, because they can go elsewhere. The remaining ones were sent over this link.
    owner.unsent(unsent);
    owner.lost(link, end);
    if (this.#links.length === 0 && !this.#closed && this.listed)
      this.#openIn(this.#unary ? settings.askAgainMs : this.#nextPause());
    this.#changed();
  }

  #changed(): void {
    this.tried ||= this.target !== undefined || this.#links.length === 0;
    if (this.tried) this.#attempted();
    this.#parts.owner.changed(this);
  }

  /** Returns the pause before the next attempt, in milliseconds. */
  #nextPause(): number {
    const pause = this.#pauseMs * (1 - PAUSE_SPREAD * Math.random());
    const { most, spare } = this.#parts.settings.reconnectMs;
    this.#pauseMs = Math.min(this.#pauseMs * PAUSE_FACTOR, this.#parts.owner.isReachable ? spare : most);
    return pause;
  }

  #openIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#open(), milliseconds).unref();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { user, client, settings } = this.#parts;
    // Where a debugger may stop it, it may stop before it answers.
    const openMs = this.#mayStop || isDebugging() ? DEBUG_PATIENCE_MS : settings.openMs;
    this.#links.push(new OutgoingLink(client(this.address, linkChannelOptions(this.#mayStop)), user, this, openMs));
  }

  #openUnary(): UnaryTarget {
    const { user, client } = this.#parts;
    return new UnaryTarget(client(this.address, UNARY_CHANNEL), {
      replied: (target, reply) => user.replied(target, reply),
      // Another program may run there now.
      lost: () => {
        if (this.#timer && !this.#closed) this.#open();
      },
    });
  }

  #setUnary(unary: UnaryTarget | undefined): void {
    if (this.#unary !== unary) this.#unary?.close();
    this.#unary = unary;
  }
}
