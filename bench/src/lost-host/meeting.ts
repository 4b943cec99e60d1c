/** How the host of a round is reached. */
export interface Meeting {
  readonly over: 'grpc' | 'nats';
  /** Address of the host, or URL of the NATS server. */
  readonly address: string;
}
