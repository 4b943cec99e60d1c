/** Receives messages: the text, the subject and the reply subject. `status` is set if the server itself answers. */
export type Deliver = (text: string, subject: string, replyTo: string | undefined, status: number | undefined) => void;

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
