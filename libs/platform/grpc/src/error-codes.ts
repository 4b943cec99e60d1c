import { errorTable } from '@multilith/contract';

/** The gRPC server of a host, and its connections to other hosts. */
export const GRPC_ERRORS = errorTable({
  GRPC_CONFIG: {
    when: 'a setting cannot be used: an address, a weight, a missing file',
    remedy: 'Correct what the message names.',
  },
  GRPC_LISTEN: {
    when: 'the gRPC server of a host cannot listen at its address',
    remedy: 'Set another address in `GRPC_LISTEN`, or end the process that listens there.',
  },
});

type GrpcErrors = typeof GRPC_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends GrpcErrors {}
}
