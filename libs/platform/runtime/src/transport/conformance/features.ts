/** What a transport does beyond what every transport must do. A feature is promised or absent; the suite checks both. */
export interface TransportFeatures {
  /** Announcements reach every listening host. Without it, `announce` does nothing and followers find events by polling. */
  readonly announce: boolean;
  /** The callee's signal fires when its caller gives up. Without it, handlers run on to their own end. */
  readonly cancellation: boolean;
  /** The network limits the size of messages: `maxMessageBytes` says it, and larger ones fail as `TOO_LARGE`. */
  readonly messageLimit: boolean;
  /** The network refuses calls, questions and services that the contracts of a host's contexts do not need. */
  readonly permissions: boolean;
  /** `CallRequest.host` is what the network has proven about the sender. Without it, a host can pass for another one. */
  readonly provenSenders: boolean;
  /** Events are pushed to followers, see `EventStreams`. Without it, they are read from the publisher's journal. */
  readonly streams: boolean;
}

/** The features, in the order of the matrix in docs/writing-a-transport.md. */
export const FEATURES = [
  'announce',
  'cancellation',
  'messageLimit',
  'permissions',
  'provenSenders',
  'streams',
] as const;

/** Returns the row of a transport in the matrix, as Markdown. */
export const featureRow = (name: string, features: TransportFeatures): string =>
  `| ${[name, ...FEATURES.map((feature) => (features[feature] ? 'yes' : 'no'))].join(' | ')} |`;
