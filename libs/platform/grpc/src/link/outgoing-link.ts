import { randomBytes } from 'node:crypto';
import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import { SHARED_MESSAGE_BYTES } from '@multilith/mux';
import { readCalleeFrame, type CalleeFrameHandler } from '../wire/callee-frame.js';
import {
  callerAcknowledgement,
  cancelFrame,
  followFrame,
  helloFrame,
  leftFrame,
  listenFrame,
} from '../wire/caller-frame.js';
import type { Announcement, Channel, Serves, Welcome } from '../wire/control.js';
import type { PushedEvents } from '../wire/events.js';
import { LINK_VERSION, MAX_CONTEXTS } from '../wire/limits.js';
import { MalformedFrame } from '../wire/malformed-frame.js';
import type { ArrivedReply } from '../wire/reply.js';
import { Acknowledgements } from './acknowledgements.js';
import { BatchWriter, type Batch } from './batch-writer.js';
import { LINK_SERVICE, type LinkStreamName } from './link-service.js';
import type { CallTarget, LinkCall, LinkDestination } from './link-wire.js';

/** Bytes of randomness that name a link: its streams find each other by them. */
const LINK_ID_BYTES = 18;

/** Why a link has ended. */
export interface LinkEnd {
  /** Status of gRPC: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
  readonly code: number;
  readonly problem: string;
}

/** What a link tells the process that has opened it. */
export interface LinkUser {
  /** Name of this host. */
  readonly host: string;
  /** Contexts whose announcements this process listens to. */
  readonly listens: readonly string[];
  /** Publishers whose events this process follows at the host of the link. */
  readonly follows: Iterable<string>;
  replied(from: CallTarget, reply: ArrivedReply): void;
  announced(announcement: Announcement): void;
  pushed(events: PushedEvents): void;
  /** A frame could not be handled, which is a defect of this process. */
  failed(error: unknown): void;
}

/** What a link tells the instance that it leads to. */
export interface LinkOwner {
  up(link: OutgoingLink): void;
  /** The callee serves something more. */
  serving(link: OutgoingLink): void;
  /** The callee wants no more calls over this link. @param reopen whether it takes a new link */
  leaving(link: OutgoingLink, reopen: boolean): void;
  /** @param unsent calls that were not sent */
  ended(link: OutgoingLink, end: LinkEnd, unsent: readonly Batch[]): void;
}

type State = 'opening' | 'up' | 'left' | 'ended';
type LinkStream = ClientDuplexStream<Buffer, Buffer>;

/** A link that this process has opened to an instance of another host: one connection with up to three streams. */
export class OutgoingLink implements CallTarget, CalleeFrameHandler {
  readonly #id = randomBytes(LINK_ID_BYTES).toString('base64url');
  readonly #client: Client;
  readonly #user: LinkUser;
  readonly #owner: LinkOwner;
  readonly #serves: Record<Channel, Set<string>> = { call: new Set(), journal: new Set() };
  readonly #acknowledgements = new Acknowledgements();
  readonly #exchange: LinkStream;
  readonly #batches: BatchWriter;
  #bulk: { readonly stream: LinkStream; readonly batches: BatchWriter } | undefined;
  #events: LinkStream | undefined;
  #state: State = 'opening';
  readonly #patience: NodeJS.Timeout;
  /** Whether the link ends once all calls have their replies. */
  #closesWhenDone = false;
  /** The first frame of the callee; `undefined` before it has arrived. */
  peer: Welcome | undefined;
  inFlight = 0;

  /**
   * @param client has a channel of its own, which the link closes
   * @param openMs how long the callee may take to say welcome, in milliseconds
   */
  constructor(client: Client, user: LinkUser, owner: LinkOwner, openMs: number) {
    this.#client = client;
    this.#user = user;
    this.#owner = owner;
    this.#exchange = this.#open('Exchange');
    this.#batches = new BatchWriter(this.#exchange);
    const late = { code: DEADLINE_EXCEEDED, problem: `it has not answered for ${openMs / 1_000} s` };
    this.#patience = setTimeout(() => this.#end(late), openMs).unref();
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Whether calls wait because the callee does not read. */
  get isFull(): boolean {
    return this.#batches.isFull;
  }

  /** Whether a debugger may stop the callee. Callers in production do not wait for it. */
  get mayStop(): boolean {
    return this.peer?.debugging === true && process.env['NODE_ENV'] !== 'production';
  }

  serves(context: string, channel: Channel): boolean {
    return this.#serves[channel].has(context);
  }

  send(destination: LinkDestination, calls: readonly LinkCall[], now: number): void {
    this.inFlight += calls.length;
    for (const call of calls) call.sentTo = this;
    const isLarge = calls.length === 1 && calls[0]!.bytes > SHARED_MESSAGE_BYTES;
    (isLarge ? this.#openBulk().batches : this.#batches).write({ destination, calls }, now);
  }

  cancel(ids: readonly number[]): void {
    this.inFlight -= ids.length;
    this.#batches.forgetSettled();
    this.#bulk?.batches.forgetSettled();
    this.#write(cancelFrame(ids));
    this.#closeIfDone();
  }

  /** Resolves once later announcements of the context arrive, or the link has ended. */
  async listen(context: string): Promise<void> {
    if (this.#state === 'ended') return;
    const { number, acknowledged } = this.#acknowledgements.next();
    this.#write(listenFrame({ number, context }));
    await acknowledged;
  }

  /** Asks the callee to push the events of a publisher, or to stop it. */
  follow(publisher: string, follows: boolean): void {
    if (this.#state === 'ended' || (!this.#events && !follows)) return;
    this.#events ??= this.#open('Events');
    this.#events.write(followFrame(publisher, follows));
  }

  /** Sends no more calls: those that wait are sent now. The link ends once all have their replies. */
  leave(closes: boolean): void {
    if (this.#state !== 'up') return;
    this.#batches.flush();
    this.#bulk?.batches.flush();
    this.#state = 'left';
    this.#closesWhenDone = closes;
    this.#exchange.write(leftFrame(this.#bulk !== undefined));
    this.#bulk?.stream.write(leftFrame(true));
    this.#closeIfDone();
  }
  /** Ends the link at once. */
  close(): void {
    this.#end({ code: OK, problem: 'the transport was closed' });
  }

  welcome(welcome: Welcome): void {
    if (this.#state !== 'opening') throw new MalformedFrame('a callee said welcome twice');
    if (welcome.version !== LINK_VERSION)
      throw new MalformedFrame(`the callee speaks version ${welcome.version} of the link, this host ${LINK_VERSION}`);
    for (const context of welcome.calls) this.#serves.call.add(context);
    for (const context of welcome.journals) this.#serves.journal.add(context);
    clearTimeout(this.#patience);
    this.peer = welcome;
    this.#state = 'up';
    for (const publisher of this.#user.follows) this.follow(publisher, true);
    this.#owner.up(this);
  }

  reply(reply: ArrivedReply): void {
    this.#user.replied(this, reply);
    this.#closeIfDone();
  }

  servesMore(serves: Serves): void {
    const served = this.#serves[serves.channel];
    if (served.size >= MAX_CONTEXTS) throw new MalformedFrame('a callee serves too many contexts');
    served.add(serves.context);
    this.#write(callerAcknowledgement(serves.number));
    if (this.#state === 'up') this.#owner.serving(this);
  }

  acknowledged(numbers: readonly number[]): void {
    this.#acknowledgements.settle(numbers);
  }

  leaving(reopen: boolean): void {
    this.#owner.leaving(this, reopen);
  }

  announced(announcement: Announcement): void {
    this.#user.announced(announcement);
  }

  events(events: PushedEvents): void {
    this.#user.pushed(events);
  }

  #openBulk(): { readonly stream: LinkStream; readonly batches: BatchWriter } {
    if (!this.#bulk) {
      const stream = this.#open('Bulk');
      this.#bulk = { stream, batches: new BatchWriter(stream) };
    }
    return this.#bulk;
  }

  #open(name: LinkStreamName): LinkStream {
    const { path, requestSerialize, responseDeserialize } = LINK_SERVICE[STREAMS[name]];
    const stream = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    stream.on('data', (bytes: Buffer) => this.#receive(bytes));
    // Every stream ends with a status; an error repeats it.
    stream.on('error', () => {});
    stream.on('status', ({ code, details }) => this.#end({ code, problem: details }));
    const { host, listens } = this.#user;
    stream.write(helloFrame({ host, link: this.#id, listens: name === 'Exchange' ? listens : [] }));
    return stream;
  }

  #write(frame: Buffer): void {
    if (this.#state !== 'ended') this.#exchange.write(frame);
  }

  #receive(bytes: Buffer): void {
    if (this.#state === 'ended') return;
    try {
      readCalleeFrame(bytes, this);
    } catch (error) {
      const isTheirs = error instanceof MalformedFrame;
      if (!isTheirs) this.#user.failed(error);
      const problem = isTheirs
        ? `it sent a frame that cannot be read: ${error.message}`
        : 'a frame could not be handled';
      this.#end({ code: isTheirs ? INVALID_ARGUMENT : INTERNAL, problem });
    }
  }

  #closeIfDone(): void {
    if (this.#closesWhenDone && this.inFlight === 0) this.#end({ code: OK, problem: 'the link was replaced' });
  }

  #end(end: LinkEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    clearTimeout(this.#patience);
    const unsent = [...this.#batches.takeWaiting(), ...(this.#bulk?.batches.takeWaiting() ?? [])];
    for (const stream of [this.#exchange, this.#bulk?.stream, this.#events])
      if (end.code === OK) stream?.end();
      else stream?.cancel();
    this.#client.close();
    this.#acknowledgements.settleAll();
    this.#owner.ended(this, end, unsent);
  }
}

const OK = 0;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const INTERNAL = 13;
const STREAMS = { Exchange: 'exchange', Bulk: 'bulk', Events: 'events' } as const;
