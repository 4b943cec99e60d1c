/** A message from the server. Its parts are decoded when they are first read. */
export interface BrokerMessage {
  readonly text: string;
  readonly subject: string;
  readonly replyTo: string | undefined;
  /** Set if the server itself answers. */
  readonly status: number | undefined;
}

/** Receives messages. */
export type Deliver = (message: BrokerMessage) => void;

/** The connection, as the multiplexer uses it. */
export interface BrokerClient {
  /** Whether the server can be reached now. */
  readonly connected: boolean;
  /** Largest message that the server accepts, in bytes. */
  readonly maxPayload: number;
  /** Sends a message, at most once; `false` if there is no connection. */
  publish(subject: string, text: string, replyTo?: string): boolean;
  /**
   * Subscribes: messages published after this call has returned are received. Resolves once the server has confirmed.
   * @throws NatsError `NATS_FORBIDDEN`
   */
  subscribe(subject: string, deliver: Deliver, queue?: string): Promise<unknown>;
}
