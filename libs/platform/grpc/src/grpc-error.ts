import { brand, MultilithError } from '@multilith/contract';
import type { GRPC_ERRORS } from './error-codes.js';

/** Codes of {@link GrpcError}. */
export type GrpcErrorCode = keyof typeof GRPC_ERRORS;

/** An error of the gRPC server of a host, or of its settings. */
export class GrpcError extends MultilithError {
  static {
    brand(this, 'grpc.GrpcError');
  }
  override readonly name = 'GrpcError';
  declare readonly code: GrpcErrorCode;

  constructor(code: GrpcErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(code, problem, remedy, options);
  }
}
