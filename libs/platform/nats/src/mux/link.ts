/** The connection as the multiplexer sees it. */
export interface Link {
  /** Whether the server can be reached now. */
  readonly connected: boolean;
  /** Largest message that the server takes, in bytes. */
  readonly maxPayload: number;
  /** Sends a message, at most once; `false` when there is no connection to send it on. */
  publish(subject: string, text: string, replyTo?: string): boolean;
}
