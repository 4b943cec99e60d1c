/** Gets messages: the text, the subject and where a reply goes. `status` is set where the server itself answers. */
export type Deliver = (text: string, subject: string, replyTo: string | undefined, status: number | undefined) => void;

/** The connection as the multiplexer sees it. */
export interface Link {
  /** Whether the server can be reached now. */
  readonly connected: boolean;
  /** Largest message that the server takes, in bytes. */
  readonly maxPayload: number;
  /** Sends a message, at most once; `false` when there is no connection to send it on. */
  publish(subject: string, text: string, replyTo?: string): boolean;
  /**
   * Subscribes: messages published after this call has returned are heard. Resolves when the server has confirmed it.
   * @throws NatsError `NATS_FORBIDDEN`
   */
  subscribe(subject: string, deliver: Deliver, queue?: string): Promise<unknown>;
}
