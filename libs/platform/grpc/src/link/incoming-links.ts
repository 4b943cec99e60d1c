import { status } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { asError } from '@multilith/contract';
import { LogLimit } from '@multilith/runtime/transport';
import type { GrpcServer } from '../server/grpc-server.js';
import { announcementFrame } from '../wire/callee-frame.js';
import { readHelloFrame } from '../wire/caller-frame.js';
import type { Channel, Hello, Welcome } from '../wire/control.js';
import { LINK_VERSION } from '../wire/limits.js';
import { MalformedFrame } from '../wire/malformed-frame.js';
import { IncomingLink, type IncomingLinkOwner, type IncomingStream } from './incoming-link.js';
import { LINK_SERVICE, type LinkStreamName } from './link-service.js';
import type { LinkSettings } from './link-settings.js';
import { withPatience } from './patience.js';

/** Time limit for the first frame of a stream, in milliseconds. */
const HELLO_TIMEOUT_MS = 5_000;

/** Maximum number of links to this process. */
const MAX_LINKS = 1_024;
/** Maximum number of links of one host, so that it cannot take the places of the others. */
const MAX_LINKS_PER_HOST = MAX_LINKS / 4;

/** Ages of links differ by this share, so that they are not all replaced at the same time. */
const AGE_SPREAD = 0.2;

/** What the links to this process need from it. */
export interface IncomingLinksOwner extends Omit<IncomingLinkOwner, 'ended'> {
  /** The first frame to a new caller. */
  readonly welcome: Omit<Welcome, 'version'>;
  /** Returns the host that the certificate of a caller proves. Without TLS: `undefined`, and any name is believed. */
  provenHost(stream: IncomingStream): string | undefined;
  /** Whether hosts have to prove their names. */
  readonly requiresProof: boolean;
  ended(link: IncomingLink): void;
}

/** The certificate of a caller does not prove the host that the caller names. */
class UnprovenHost extends Error {}

/** The links that processes of other hosts have opened to this one. */
export class IncomingLinks {
  readonly #log = new Logger('gRPC');
  readonly #limit = new LogLimit();
  readonly #owner: IncomingLinksOwner;
  readonly #settings: LinkSettings;
  readonly #links = new Map<string, IncomingLink>();
  #draining = false;
  #closed = false;

  constructor(server: GrpcServer, owner: IncomingLinksOwner, settings: LinkSettings) {
    this.#owner = owner;
    this.#settings = settings;
    server.add(LINK_SERVICE, {
      exchange: (stream: IncomingStream) => this.#accept('Exchange', stream),
      bulk: (stream: IncomingStream) => this.#accept('Bulk', stream),
      events: (stream: IncomingStream) => this.#accept('Events', stream),
    });
  }

  [Symbol.iterator](): IterableIterator<IncomingLink> {
    return this.#links.values();
  }

  /** Resolves once all callers know that the context is served. */
  async serve(context: string, channel: Channel): Promise<void> {
    await withPatience(
      [...this.#links.values()].map((link) => link.serves(context, channel)),
      this.#settings.patienceMs,
    );
  }

  announce(context: string, json: string): void {
    let frame: Buffer | undefined;
    for (const link of this.#links.values())
      if (link.listensTo(context)) link.announce(context, (frame ??= announcementFrame({ context, json })));
  }

  /** Asks all callers to send no more calls. Resolves once they have sent their last ones. */
  async leave(): Promise<void> {
    this.#draining = true;
    const links = [...this.#links.values()];
    for (const link of links) link.leave(false);
    await withPatience(
      links.map(({ hasLeft }) => hasLeft),
      this.#settings.patienceMs,
    );
  }

  flush(): void {
    for (const link of this.#links.values()) link.flush();
  }

  close(): void {
    this.#closed = true;
    for (const link of [...this.#links.values()]) link.close();
  }

  /** Waits for the first frame of a stream, which says what link it belongs to. */
  #accept(name: LinkStreamName, stream: IncomingStream): void {
    let link: IncomingLink | undefined;
    const timer = setTimeout(
      () => endWith(stream, status.DEADLINE_EXCEEDED, 'no Hello arrived in time'),
      HELLO_TIMEOUT_MS,
    );
    timer.unref();
    let isRefused = false;
    stream.on('data', (bytes: Buffer) => {
      if (isRefused) return;
      try {
        if (link) return link.receive(bytes);
        clearTimeout(timer);
        link = this.#join(name, stream, readHelloFrame(bytes));
      } catch (error) {
        isRefused = true;
        this.#refuse(stream, link, error);
      }
    });
    const end = (): void => {
      clearTimeout(timer);
      link?.end();
      stream.end();
    };
    stream.on('end', end);
    stream.on('cancelled', end);
    stream.on('error', end);
  }

  /** Ends a link because of what its caller has sent, or because of a defect here. */
  #refuse(stream: IncomingStream, link: IncomingLink | undefined, error: unknown): void {
    const from = link ? `the host ${link.host}` : stream.getPeer();
    const isOurs = !(error instanceof MalformedFrame || error instanceof UnprovenHost);
    const { message } = asError(error);
    if (isOurs) this.#log.error(`A frame from ${from} could not be handled. Its link was ended.`, error);
    else if (this.#limit.admit(`${link?.host} ${message}`) !== undefined)
      this.#log.warn(`A link from ${from} was ended: ${message}.`);
    const code = error instanceof UnprovenHost ? status.PERMISSION_DENIED : status.INVALID_ARGUMENT;
    endWith(stream, isOurs ? status.INTERNAL : code, isOurs ? 'the frame could not be handled' : message);
    link?.end();
  }

  /** @throws MalformedFrame, UnprovenHost */
  #join(name: LinkStreamName, stream: IncomingStream, hello: Hello): IncomingLink {
    this.#requireProof(stream, hello);
    if (hello.version !== LINK_VERSION)
      throw new MalformedFrame(`the caller speaks version ${hello.version} of the link, this host ${LINK_VERSION}`);
    const known = this.#links.get(hello.link);
    if (name === 'Exchange') {
      if (known) throw new MalformedFrame('there is a link of this name');
      if (this.#links.size >= MAX_LINKS) throw new MalformedFrame(`there are ${MAX_LINKS} links already`);
      if (this.#linksOf(hello.host) >= MAX_LINKS_PER_HOST)
        throw new MalformedFrame(`the host has ${MAX_LINKS_PER_HOST} links already`);
      return this.#open(stream, hello);
    }
    if (known?.host !== hello.host) throw new MalformedFrame('there is no link of this name');
    known.attach(name, stream);
    return known;
  }

  #linksOf(host: string): number {
    let count = 0;
    for (const link of this.#links.values()) if (link.host === host) count++;
    return count;
  }

  /** Without TLS any name is believed. @throws UnprovenHost */
  #requireProof(stream: IncomingStream, { host }: Hello): void {
    const proven = this.#owner.provenHost(stream);
    if (proven === undefined ? this.#owner.requiresProof : proven !== host)
      throw new UnprovenHost(`its certificate does not prove that it is the host ${host}, or has expired`);
  }

  #open(stream: IncomingStream, hello: Hello): IncomingLink {
    const owner = this.#owner;
    let timer: NodeJS.Timeout | undefined;
    const link = new IncomingLink(hello, stream, {
      arrived: (from, group, bytes) => owner.arrived(from, group, bytes),
      mayFollow: (host, context) => owner.mayFollow(host, context),
      followed: (of, publisher, follows) => owner.followed(of, publisher, follows),
      connected: (to) => owner.connected(to),
      ended: (of) => {
        clearInterval(timer);
        this.#links.delete(hello.link);
        owner.ended(of);
      },
    });
    this.#links.set(hello.link, link);
    const { welcome } = owner;
    link.welcome(this.#draining ? { ...welcome, calls: [], journals: [] } : welcome);
    if (this.#draining) link.leave(false);
    if (this.#closed) link.close();
    const age = this.#settings.ageMs * (1 - AGE_SPREAD * Math.random());
    // Repeated, because a caller that could not open another link keeps this one while its certificate is valid.
    timer = setInterval(() => {
      try {
        this.#requireProof(stream, hello);
        if (!this.#draining) link.leave(true);
      } catch (error) {
        this.#refuse(stream, link, error);
      }
    }, age).unref();
    return link;
  }
}

/** Ends a stream with a status. */
const endWith = (stream: IncomingStream, code: status, details: string): void =>
  void stream.emit('error', Object.assign(new Error(details), { code, details }));
