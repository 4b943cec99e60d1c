import { randomBytes } from 'node:crypto';
import { Client } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import type { Contract, JsonValue } from '@multilith/contract';
import { DEFAULT_LIMITS } from '@multilith/mux';
import {
  isDebugging,
  isHostName,
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
import { CalledHosts } from './hosts/called-hosts.js';
import { HostAddresses } from './hosts/host-addresses.js';
import { IncomingLinks } from './link/incoming-links.js';
import { DEFAULT_SETTINGS, linkChannelOptions, type LinkSettings } from './link/link-settings.js';
import type { OutgoingLink } from './link/outgoing-link.js';
import { linkPermissions, type LinkPermissions } from './permissions/link-permissions.js';
import { GrpcServer } from './server/grpc-server.js';
import { channelCredentials, requireProvenHosts, serverCredentials } from './tls/credentials.js';
import { provenHost } from './tls/proven-peer.js';
import { contentSize } from './wire/content.js';
import type { Announcement, Channel } from './wire/control.js';
import { MAX_CONTENT_BYTES } from './wire/limits.js';

/** Name of this transport in a topology. */
export const GRPC = 'grpc';

const DEFAULT_LISTEN = '127.0.0.1:50051';

/** Transport of calls, announcements and events over links between hosts. Created by `connectGrpc`. */
export class GrpcTransport implements Transport {
  readonly name = GRPC;
  readonly maxMessageBytes = MAX_CONTENT_BYTES;
  readonly #log = new Logger('gRPC');
  readonly #options: GrpcOptions;
  readonly #host: string;
  /** Identifies this process among those of all hosts. */
  readonly #instance = randomBytes(12).toString('hex');
  readonly #permissions: LinkPermissions;
  readonly #server = new GrpcServer();
  readonly #served: ServedContexts;
  readonly #incoming: IncomingLinks;
  readonly #calls: LinkCalls;
  readonly #hosts: CalledHosts;
  readonly #listeners = new Map<string, AnnouncementListener[]>();
  #listening: Promise<number> | undefined;
  #drained: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: GrpcOptions, settings: LinkSettings) {
    this.#options = options;
    this.#host = options.host ?? 'monolith';
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#permissions = linkPermissions(options);
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
    return new GrpcTransport(options, { ...DEFAULT_SETTINGS, ...settings });
  }

  /**
   * Starts the server of this host, unless it runs; returns its port. `serve` does so too: a host that serves nothing
   * needs no server.
   *
   * @throws GrpcError `GRPC_LISTEN`
   */
  listen_(): Promise<number> {
    return Promise.resolve(0);
  }

  encodedSize = (content: Parameters<NonNullable<Transport['encodedSize']>>[0]): number =>
    contentSize(content, MAX_CONTENT_BYTES);

  call(context: string, request: CallRequest): Promise<CallReply> {
    return this.#call('call', context, request);
  }

  askJournal(context: string, request: CallRequest): Promise<CallReply> {
    return this.#call('journal', context, request);
  }
}
