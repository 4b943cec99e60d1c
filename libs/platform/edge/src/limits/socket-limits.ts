/** Limits of the sockets of one process. A person has a few tabs open, and a page follows a few orders. */
export const SOCKET_LIMITS = {
  /** Open sockets of one process whose clients have signed in. */
  connections: 1_000,
  /** Open sockets that have not signed in yet, in addition; the oldest is closed for a new one. */
  unsigned: 100,
  /**
   * Open sockets of one address that have not signed in yet; a page may open several at once. The oldest is closed for
   * a new one.
   */
  unsignedOfAddress: 20,
  /** Open sockets of one principal. */
  connectionsOfOne: 20,
  /** Subscriptions of one socket. */
  subscriptions: 20,
  /** Maximum length of a client's message, in bytes. */
  messageBytes: 64 * 1024,
  /** Maximum unread data of a client, in bytes; a slower client is disconnected. */
  unreadBytes: 1024 * 1024,
  /** Messages of a client per second, on average and as a burst, whatever they contain. */
  messagesPerSecond: 10,
  messagesAtOnce: 100,
  /** Longest time for a new socket to sign in, in milliseconds. */
  initMs: 3_000,
  /** Interval at which a socket must show that it is alive, in milliseconds. */
  aliveMs: 15_000,
  /** Longest time for the client's close frame, in milliseconds. */
  closeMs: 2_000,
  /** The same when the host stops, in milliseconds. */
  goodbyeMs: 200,
} as const;

/** {@link SOCKET_LIMITS}, or smaller ones in a test. */
export type SocketLimits = { readonly [Limit in keyof typeof SOCKET_LIMITS]: number };
