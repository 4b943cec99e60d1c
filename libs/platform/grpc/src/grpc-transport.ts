import { randomBytes } from 'node:crypto';
import { Client } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { asError, type Content, type Contract, type JsonValue } from '@multilith/contract';
import { DEFAULT_LIMITS } from '@multilith/mux';
import {
  isDebugging,
  isHostName,
  LogLimit,
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type CallRequest,
  type Receiver,
  type Transport,
} from '@multilith/runtime/transport';
import { LinkCalls } from './calls/link-calls.js';
import { ServedContexts } from './calls/served-contexts.js';
import { GrpcError } from './grpc-error.js';
import type { GrpcOptions } from './grpc-options.js';
import { EventFollowers } from './events/event-followers.js';
import { EventPusher } from './events/event-pusher.js';
import { PushedStreams } from './events/pushed-streams.js';
import type { CalledHost, CalledHostOwner } from './hosts/called-host.js';
import { CalledHosts } from './hosts/called-hosts.js';
import { HostAddresses } from './hosts/host-addresses.js';
import type { InstanceStatus } from './hosts/instance.js';
import { IncomingLinks, type IncomingLinksOwner } from './link/incoming-links.js';
import { DEFAULT_SETTINGS, type LinkSettings } from './link/link-settings.js';
import { linkPermissions, type LinkPermissions } from './permissions/link-permissions.js';
import { GrpcServer } from './server/grpc-server.js';
import { channelCredentials, requireProvenHosts, serverCredentials } from './tls/credentials.js';
import { provenHost, provenPeer } from './tls/proven-peer.js';
import { UnaryServices } from './unary/unary-services.js';
import { contentSize } from './wire/content.js';
import type { Announcement, Channel } from './wire/control.js';
import { MAX_CONTENT_BYTES } from './wire/limits.js';

/** Name of this transport in a topology. */
export const GRPC = 'grpc';

const DEFAULT_HOST = 'monolith';
const DEFAULT_LISTEN = '127.0.0.1:50051';

/** Transport of calls, announcements and events over links between hosts. Created by `connectGrpc`. */
export class GrpcTransport implements Transport {
  readonly name = GRPC;
  readonly maxMessageBytes = MAX_CONTENT_BYTES;
  /** Events that are pushed over the links. */
  readonly streams: PushedStreams;
  readonly #log = new Logger('gRPC');
  readonly #limit = new LogLimit();
  readonly #options: GrpcOptions;
  readonly #host: string;
  /** Identifies this process among those of all hosts. */
  readonly #instance = randomBytes(12).toString('hex');
  readonly #permissions: LinkPermissions;
  readonly #server = new GrpcServer();
  readonly #services: UnaryServices;
  readonly #served: ServedContexts;
  readonly #incoming: IncomingLinks;
  readonly #calls: LinkCalls;
  readonly #hosts: CalledHosts;
  readonly #pusher = new EventPusher();
  readonly #followers = new EventFollowers();
  readonly #listeners = new Map<string, AnnouncementListener[]>();
  #listening: Promise<number> | undefined;
  #drained: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: GrpcOptions, settings: LinkSettings) {
    this.#options = options;
    this.#host = options.host ?? DEFAULT_HOST;
    this.streams = new PushedStreams(this.#pusher, this.#followers, (publisher) => this.#hostOf(publisher));
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#permissions = linkPermissions(options);
    this.#services = new UnaryServices(this.#server, {
      provenPeer,
      believesNames: options.tls === undefined,
      permissions: this.#permissions,
      limits: { calls: limits.running, bytes: limits.runningLength },
    });
    this.#served = new ServedContexts(limits, this.#permissions);
    this.#calls = new LinkCalls(limits);
    this.#incoming = new IncomingLinks(this.#server, this.#callers(), settings);
    this.#hosts = new CalledHosts(new HostAddresses(options.hosts), this.#callees(), settings);
  }

  /** @internal */
  static async connect(options: GrpcOptions, settings: Partial<LinkSettings> = {}): Promise<GrpcTransport> {
    if (options.host !== undefined && !isHostName(options.host))
      throw new GrpcError(
        'GRPC_CONFIG',
        `'${options.host}' cannot be the name of a host.`,
        'Take up to 63 lower-case letters, digits and hyphens, the first of them a letter.',
      );
    requireProvenHosts(options);
    // Fails here if certificates cannot be used, rather than at the first call.
    channelCredentials(options, options.host ?? DEFAULT_HOST);
    return new GrpcTransport(options, { ...DEFAULT_SETTINGS, ...settings });
  }

  /** Encodes content in the form that links send, and returns its size. */
  encodedSize(content: Content): number {
    return contentSize(content, MAX_CONTENT_BYTES);
  }

  call(context: string, request: CallRequest): Promise<CallReply> {
    return this.#call('call', context, request);
  }

  askJournal(context: string, request: CallRequest): Promise<CallReply> {
    return this.#call('journal', context, request);
  }

  /** @throws GrpcError `GRPC_LISTEN` */
  serve(context: string, receive: Receiver, contract?: Contract): Promise<void> {
    if (contract) this.#services.serve(contract, receive);
    else this.#services.health.serving(context);
    return this.#serve('call', context, receive);
  }

  /** @throws GrpcError `GRPC_LISTEN` */
  serveJournal(context: string, receive: Receiver): Promise<void> {
    return this.#serve('journal', context, receive);
  }

  announce(context: string, content: JsonValue): void {
    this.#incoming.announce(context, JSON.stringify(content));
  }

  async listen(context: string, listener: AnnouncementListener): Promise<void> {
    const known = this.#listeners.get(context);
    if (known) known.push(listener);
    else this.#listeners.set(context, [listener]);
    await this.#hostOf(context).listen(context);
  }

  /**
   * Starts the server of this host, unless it runs, and returns its port. `serve` does so too; a host that serves
   * nothing needs no server.
   *
   * @throws GrpcError `GRPC_LISTEN`
   */
  startServer(): Promise<number> {
    const { listen = DEFAULT_LISTEN } = this.#options;
    this.#listening ??= this.#server.listen(listen, serverCredentials(this.#options)).then(() => {
      this.#log.log(`gRPC listens at ${listen}${listen.endsWith(':0') ? `, port ${this.#server.port}` : ''}.`);
      return this.#server.port;
    });
    return this.#listening;
  }

  /** Returns what is known of the instances of the hosts that this one has called or followed, by the name of the host. */
  status(): ReadonlyMap<string, readonly InstanceStatus[]> {
    return new Map([...this.#hosts].map(({ name, instances }) => [name, [...instances].map(({ status }) => status)]));
  }

  /** Looks up the addresses of a host again, and resolves once all have been tried. For tools and specs. */
  async reach(host: string): Promise<void> {
    const called = this.#hosts.of(host);
    await called.resolve();
    await called.tried();
  }

  drain(): Promise<void> {
    return (this.#drained ??= this.#drain());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  #call(channel: Channel, context: string, request: CallRequest): Promise<CallReply> {
    if (this.#closed) return Promise.reject(new TransportError('UNREACHABLE', 'the transport is closed', false));
    return this.#calls.call(this.#hostOf(context), channel, context, request);
  }

  #hostOf(context: string): CalledHost {
    return this.#hosts.of(this.#hostName(context));
  }

  #hostName(context: string): string {
    return this.#options.hostOf?.(context) ?? context;
  }

  async #serve(channel: Channel, context: string, receive: Receiver): Promise<void> {
    this.#served.serve(channel, context, receive);
    await this.startServer();
    await this.#incoming.serve(context, channel);
  }

  async #drain(): Promise<void> {
    const unary = this.#services.drain();
    await this.#incoming.leave();
    this.#served.refuseCalls();
    await this.#served.settled();
    this.#incoming.flush();
    await unary;
  }

  async #close(): Promise<void> {
    this.#calls.close();
    this.#hosts.close();
    this.#incoming.close();
    await this.#listening?.catch(() => {});
    await this.#server.close();
  }

  /** What the links to this process need. */
  #callers(): IncomingLinksOwner {
    const isDrained = (): boolean => this.#drained !== undefined;
    const [served, instance] = [this.#served, this.#instance];
    return {
      get welcome() {
        const names = (channel: Channel): string[] => (isDrained() ? [] : served.names(channel));
        return { instance, calls: names('call'), journals: names('journal'), debugging: isDebugging() };
      },
      requiresProof: this.#options.tls !== undefined,
      provenHost,
      arrived: (from, group, bytes) => served.arrived(from, group, bytes),
      connected: (link) => {
        this.#hosts.appeared(link.host);
        return served.connect(link);
      },
      ended: (link) => served.disconnect(link),
      mayFollow: (host, context) => this.#permissions.mayFollow(host, context),
      followed: (link, publisher, follows) => this.#pusher.followed(link, publisher, follows),
    };
  }

  /** What the links to other hosts need of this process. */
  #callees(): CalledHostOwner {
    const listeners = this.#listeners;
    return {
      host: this.#host,
      hostOf: (context) => this.#hostName(context),
      get listens() {
        return [...listeners.keys()];
      },
      replied: (link, reply) => this.#calls.replied(link, reply),
      announced: (announcement) => this.#announced(announcement),
      pushed: (events) => this.#followers.pushed(events),
      failed: (error) => this.#log.error('A frame of another host could not be handled. Its link was ended.', error),
      unsent: (batches) => this.#calls.sendAgain(batches),
      lost: (link, { problem }) => this.#calls.lost(link, problem),
      client: (host, address, channel) => {
        const { credentials, settings } = channelCredentials(this.#options, host);
        return new Client(address, credentials, { ...channel, ...settings });
      },
    };
  }

  #announced({ context, json }: Announcement): void {
    try {
      const content = JSON.parse(json) as JsonValue;
      for (const listener of this.#listeners.get(context) ?? []) listener(content);
    } catch (error) {
      if (this.#limit.admit(context) !== undefined)
        this.#log.error(`An announcement of ${context} could not be handled.`, asError(error));
    }
  }
}
