import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { CallingProcess } from '@multilith/mux';
import {
  calleeAcknowledgement,
  leavingFrame,
  servesFrame,
  welcomeFrame,
  type WaitingReply,
} from '../wire/callee-frame.js';
import { readCallerFrame, type CallerFrameHandler, type CallGroup } from '../wire/caller-frame.js';
import type { Channel, Hello, Listen, Welcome } from '../wire/control.js';
import { MalformedFrame } from '../wire/malformed-frame.js';
import { MAX_CONTEXTS } from '../wire/limits.js';
import { Acknowledgements } from './acknowledgements.js';
import { ReplyQueue } from './reply-queue.js';

/** A stream of a link at the callee. */
export type IncomingStream = ServerDuplexStream<Buffer, Buffer>;

/** What a link needs of the process that was called. */
export interface IncomingLinkOwner {
  /** Handles calls to one context. */
  arrived(from: CallingProcess<IncomingLink>, group: CallGroup, bytes: number): void;
  /** Whether the host may listen to announcements of a context, and follow its events. */
  mayFollow(host: string, context: string): boolean;
  followed(link: IncomingLink, publisher: string, follows: boolean): void;
  connected(link: IncomingLink): CallingProcess<IncomingLink>;
  ended(link: IncomingLink): void;
}

/** A link that a process of another host has opened to this one. */
export class IncomingLink implements CallerFrameHandler {
  /** Name of the calling host: proven with mutual TLS. */
  readonly host: string;
  /** Name of the link, a secret of both sides. */
  readonly id: string;
  readonly process: CallingProcess<IncomingLink>;
  readonly #owner: IncomingLinkOwner;
  readonly #exchange: IncomingStream;
  readonly #replies: ReplyQueue;
  readonly #acknowledgements = new Acknowledgements();
  readonly #listens = new Set<string>();
  readonly #follows = new Set<string>();
  #bulk: IncomingStream | undefined;
  #events: IncomingStream | undefined;
  /** Streams that the caller does not read fast enough. */
  readonly #full = new Set<IncomingStream>();
  /** The newest announcement of each context that waits until the caller reads. */
  readonly #announcements = new Map<string, Buffer>();
  /** Number of streams on which the caller sends no more calls. */
  #lefts = 0;
  #ended = false;
  #left!: () => void;
  /** Resolves once the caller has sent its last call over this link, or the link has ended. */
  readonly hasLeft = new Promise<void>((resolve) => (this.#left = resolve));
  /** Whether the caller uses another link now. */
  isReplaced = false;
  #reopens = false;

  constructor(hello: Hello, exchange: IncomingStream, owner: IncomingLinkOwner) {
    this.host = hello.host;
    this.id = hello.link;
    this.#owner = owner;
    this.#exchange = exchange;
    this.#replies = new ReplyQueue({
      write: (frame) => this.#write(exchange, frame),
      writeLarge: (frame) => this.#write(this.#bulk ?? exchange, frame),
    });
    this.process = owner.connected(this);
    for (const context of hello.listens) this.#listen(context);
  }

  /** Handles the frames of a stream. */
  receive(bytes: Buffer): void {
    if (!this.#ended) readCallerFrame(bytes, Date.now(), this);
  }

  /** Adds a stream of the link. */
  attach(name: 'Bulk' | 'Events', stream: IncomingStream): void {
    if (name === 'Bulk' ? this.#bulk : this.#events) throw new MalformedFrame(`the link has a stream ${name} already`);
    if (name === 'Bulk') this.#bulk = stream;
    else this.#events = stream;
    if (this.#full.size > 0) stream.pause();
  }

  /** Whether pushed events are sent: `undefined` before the caller has opened the stream for them. */
  get events(): IncomingStream | undefined {
    return this.#events;
  }

  welcome(welcome: Omit<Welcome, 'version'>): void {
    this.#write(this.#exchange, welcomeFrame(welcome));
  }

  /** Resolves once the caller knows that the context is served, or the link has ended. */
  async serves(context: string, channel: Channel): Promise<void> {
    if (this.#ended) return;
    const { number, acknowledged } = this.#acknowledgements.next();
    this.#write(this.#exchange, servesFrame({ number, context, channel }));
    await acknowledged;
  }

  listensTo(context: string): boolean {
    return this.#listens.has(context) && !this.isReplaced;
  }

  /** Sends an announcement. While the caller does not read, only the newest of each context is kept. */
  announce(context: string, frame: Buffer): void {
    if (this.#full.has(this.#exchange)) this.#announcements.set(context, frame);
    else this.#write(this.#exchange, frame);
  }

  /** Asks the caller to send no more calls over this link. @param reopen whether it may open a new one */
  leave(reopen: boolean): void {
    if (this.#ended) return;
    this.#reopens = reopen;
    this.#write(this.#exchange, leavingFrame(reopen));
  }

  /** Sends a reply with the others of the turn; returns whether it is the first of them. */
  reply(reply: WaitingReply): boolean {
    return !this.#ended && this.#replies.add(reply);
  }

  /** Sends the replies of the turn. */
  flush(): void {
    if (!this.#ended) this.#replies.send();
  }

  /** Ends the link after what was written. */
  close(): void {
    this.flush();
    for (const stream of this.#streams) stream.end();
  }

  /** A stream of the link has ended, and with it the link. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const stream of this.#streams) stream.end();
    this.#left();
    this.#acknowledgements.settleAll();
    for (const publisher of this.#follows) this.#owner.followed(this, publisher, false);
    this.#owner.ended(this);
  }

  hello(): void {
    throw new MalformedFrame('a caller said hello twice');
  }

  calls(group: CallGroup, bytes: number): void {
    this.#owner.arrived(this.process, group, bytes);
  }

  cancelled(ids: readonly number[]): void {
    this.process.cancel(ids);
  }

  listen({ number, context }: Listen): void {
    this.#listen(context);
    this.#write(this.#exchange, calleeAcknowledgement(number));
  }

  acknowledged(numbers: readonly number[]): void {
    this.#acknowledgements.settle(numbers);
  }

  left(bulk: boolean): void {
    if (++this.#lefts !== (bulk ? 2 : 1)) return;
    this.isReplaced = this.#reopens;
    this.#left();
  }

  follow(publisher: string): void {
    if (this.#follows.has(publisher) || !this.#owner.mayFollow(this.host, publisher)) return;
    if (this.#follows.size >= MAX_CONTEXTS) throw new MalformedFrame('a caller follows too many publishers');
    this.#follows.add(publisher);
    this.#owner.followed(this, publisher, true);
  }

  unfollow(publisher: string): void {
    if (this.#follows.delete(publisher)) this.#owner.followed(this, publisher, false);
  }

  #listen(context: string): void {
    if (!this.#owner.mayFollow(this.host, context)) return;
    if (this.#listens.size >= MAX_CONTEXTS) throw new MalformedFrame('a caller listens to too many contexts');
    this.#listens.add(context);
  }

  /** A caller that does not read its replies gets no more of them: nothing that it sends is read until it does. */
  #write(stream: IncomingStream, frame: Buffer): void {
    if (this.#ended || stream.write(frame) || this.#full.has(stream)) return;
    this.#full.add(stream);
    for (const each of this.#streams) each.pause();
    stream.once('drain', () => this.#drained(stream));
  }

  #drained(stream: IncomingStream): void {
    this.#full.delete(stream);
    if (stream === this.#exchange) this.#sendAnnouncements();
    if (this.#full.size === 0) for (const each of this.#streams) each.resume();
  }

  #sendAnnouncements(): void {
    const waiting = [...this.#announcements];
    this.#announcements.clear();
    for (const [context, frame] of waiting) this.announce(context, frame);
  }

  get #streams(): readonly IncomingStream[] {
    return [this.#exchange, this.#bulk, this.#events].filter((stream) => stream !== undefined);
  }
}
