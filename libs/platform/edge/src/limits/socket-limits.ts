/** What the sockets of one process may take. A person has a few tabs open, and a page follows a few orders. */
export const SOCKET_LIMITS = {
  /** Open sockets of one process whose clients have signed in. */
  connections: 1_000,
  /** Open sockets beside them that have not signed in yet; the oldest makes room for the next. */
  unsigned: 100,
  /** Open sockets of one address that have not signed in yet; a page may open some at once. The oldest makes room. */
  unsignedOfAddress: 20,
  /** Open sockets of one principal. */
  connectionsOfOne: 20,
  /** Subscriptions of one socket. */
  subscriptions: 20,
  /** Longest message of a client, in bytes. */
  messageBytes: 64 * 1024,
  /** What may wait to be read by a client, in bytes; who reads no faster is disconnected. */
  unreadBytes: 1024 * 1024,
  /** Messages of a client per second, on average and at once, whatever they hold. */
  messagesPerSecond: 10,
  messagesAtOnce: 100,
  /** How long a new socket may take to say who it is. */
  initMs: 3_000,
  /** How often a socket has to show that it is alive. */
  aliveMs: 15_000,
  /** How long a socket that is closed may take to say goodbye. */
  closeMs: 2_000,
  /** The same when the host stops. */
  goodbyeMs: 200,
} as const;

/** {@link SOCKET_LIMITS}, or smaller ones in a test. */
export type SocketLimits = { readonly [Limit in keyof typeof SOCKET_LIMITS]: number };
