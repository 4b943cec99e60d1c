/** Codes of {@link NatsError}; each has a row in `docs/errors.md`. */
export type NatsErrorCode =
  | 'NATS_CONFIG'
  | 'NATS_UNREACHABLE'
  | 'NATS_REFUSED'
  | 'NATS_TLS'
  | 'NATS_FORBIDDEN'
  | 'NATS_TOO_OLD'
  | 'NATS_OPEN'
  | 'NATS_STREAM_FOREIGN'
  | 'NATS_STREAM_MISSING'
  | 'NATS_STREAM_REFUSED'
  | 'NATS_SERVER_MISSING'
  | 'NATS_SERVER_START';

/** NATS cannot be used. The message says what happened and where, the remedy what to do next. */
export class NatsError extends Error {
  override readonly name = 'NatsError';

  constructor(
    readonly code: NatsErrorCode,
    /** What happened. */
    readonly problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${remedy}`, options);
  }
}
