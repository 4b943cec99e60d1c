/** Names of the metadata of a call, beside those of gRPC itself. */
export const METADATA = {
  /** W3C trace context. */
  trace: 'traceparent',
  /** Idempotency key of a command. */
  key: 'idempotency-key',
  /** The same in UTF-8, for keys with other characters than printable ASCII. */
  keyBytes: 'idempotency-key-bin',
  /** `Bearer` and a principal token. */
  principal: 'authorization',
  /** Name of the calling host, for servers without TLS. */
  host: 'multilith-host',
  /** Who calls: `context/orders` or `edge/monolith`. */
  caller: 'multilith-caller',
} as const;

/** Names of the trailers of a failed call. */
export const TRAILERS = {
  /** `true` or `false`: whether the handler may have taken effect. */
  mayHaveExecuted: 'may-have-executed',
  /** An encoded `google.rpc.Status`. */
  details: 'grpc-status-details-bin',
} as const;
