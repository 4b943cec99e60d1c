import type { IssuedCertificate } from '@multilith/grpc/certificates';

/** What the two processes of a system need to find each other. */
export interface Meeting {
  /** URL of a NATS server. */
  readonly nats: string;
  /** Address of a gRPC server, like `127.0.0.1:41234`; a free one for each system. */
  readonly grpc: string;
  /** Certificates for mutual TLS, by host. */
  readonly authority: string;
  readonly certificates: Readonly<Record<'prices' | 'monolith', IssuedCertificate>>;
  /** File with the permissions of hosts over gRPC. */
  readonly permissions: string;
}

/** A way to call another process: how one process answers, and how another asks. */
export interface System {
  /** Answers `{ sku, quantity }` with `{ sku, quantity, total }`. Resolves when calls arrive. */
  serve(meeting: Meeting): Promise<void>;
  /** Connects and gives a function that makes one call. */
  connect(meeting: Meeting): Promise<{ call(quantity: number): Promise<number> }>;
}

/** The request. */
export interface Priced {
  readonly sku: string;
  readonly quantity: number;
}

/** The work of the callee in all systems. */
export const price = ({ sku, quantity }: Priced): Priced & { total: number } => ({
  sku,
  quantity,
  total: quantity * 2,
});

/** Time limit of a call in every system, in milliseconds. */
export const TIMEOUT_MS = 10_000;
