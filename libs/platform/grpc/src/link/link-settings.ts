import { lookup as lookUpName } from 'node:dns/promises';
import type { ChannelOptions } from '@grpc/grpc-js';
import { DEBUG_PATIENCE_MS, isDebugging } from '@multilith/runtime/transport';
import { MAX_FRAME_BYTES } from '../wire/limits.js';

/** An address of a name. */
export interface FoundAddress {
  readonly address: string;
  /** Default: the port that `GRPC_HOSTS` gives to the name. */
  readonly port?: number | undefined;
}

/** Returns all addresses of a name; rejects if it has none, or if the lookup fails. */
export type Lookup = (name: string) => Promise<readonly FoundAddress[]>;

/** Times of links, in milliseconds, and how names are resolved. Specs set other ones. */
export interface LinkSettings {
  readonly lookup: Lookup;
  /** Interval at which names are resolved again. */
  readonly resolveMs: number;
  /** Age at which a link is replaced by a new one, which may lead to a new instance behind a balancer. */
  readonly ageMs: number;
  /** First and longest pause before a lost link is opened again; `spare`: the longest if other instances can be reached. */
  readonly reconnectMs: { readonly first: number; readonly most: number; readonly spare: number };
  /** How long an instance may take to connect and say welcome, before the link is opened again. */
  readonly openMs: number;
  /** How often an instance without links is asked whether it has them now. */
  readonly askAgainMs: number;
  /** How long a call waits for the first attempt to reach its host. */
  readonly firstAttemptMs: number;
  /** How long hosts that do not answer hold up a drain, or the start of a service. */
  readonly patienceMs: number;
}

export const DEFAULT_SETTINGS: LinkSettings = {
  lookup: (name) => lookUpName(name, { all: true }),
  resolveMs: 3_000,
  ageMs: 5 * 60_000,
  // The longest pause is short: calls fail until a restarted host is found again, and an attempt costs next to nothing.
  reconnectMs: { first: 50, most: 150, spare: 1_000 },
  // gRPC itself waits for as long as the system does: two minutes for an address that does not answer, and without end for
  // a peer that is lost in the handshake of TLS.
  openMs: 10_000,
  askAgainMs: 30_000,
  firstAttemptMs: 3_000,
  patienceMs: 2_000,
};

/** Flow-control window of a stream: the largest message fits. */
const WINDOW_BYTES = MAX_FRAME_BYTES;

/** Finds a hung peer after five seconds at most. gRPC itself would never notice it. */
export const KEEPALIVE = { 'grpc.keepalive_time_ms': 3_000, 'grpc.keepalive_timeout_ms': 2_000 };

const CHANNEL: ChannelOptions = {
  'grpc-node.flow_control_window': WINDOW_BYTES,
  'grpc.max_receive_message_length': MAX_FRAME_BYTES,
  'grpc.max_send_message_length': MAX_FRAME_BYTES,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.enable_channelz': 0,
  // Hosts reach each other directly, even if a proxy is configured for outgoing connections.
  'grpc.enable_http_proxy': 0,
};

/**
 * Settings of a channel to a server without links. Servers of other implementations end connections that ping them often,
 * so there is no keepalive. Calls end by their deadlines.
 */
export const UNARY_CHANNEL: ChannelOptions = {
  ...CHANNEL,
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 1_000,
};

/**
 * Returns the settings of the channel of a link. A link that has ended is reopened by `Instance`, over a new channel.
 *
 * @param mayStop whether a debugger may stop the callee
 */
export const linkChannelOptions = (mayStop: boolean): ChannelOptions => ({
  ...CHANNEL,
  ...KEEPALIVE,
  ...(mayStop || isDebugging() ? { 'grpc.keepalive_timeout_ms': DEBUG_PATIENCE_MS } : {}),
  'grpc.keepalive_permit_without_calls': 1,
});
