import { errorTable } from '@multilith/contract';

/** The gRPC server of a host, and its connections to other hosts. */
export const GRPC_ERRORS = errorTable({
  GRPC_CONFIG: {
    when: 'a setting cannot be used: an address, a weight, a missing file, a certificate of another host or with another key',
    remedy: 'Correct what the message names.',
  },
  GRPC_LISTEN: {
    when: 'the gRPC server of a host cannot listen at its address',
    remedy: 'Set another address in `GRPC_LISTEN`, or end the process that listens there.',
  },
  GRPC_OPEN: {
    when: 'a host in production would connect without TLS; any client could impersonate a host',
    remedy: 'Set `GRPC_TLS_CA`, `GRPC_TLS_CERT` and `GRPC_TLS_KEY`; `npm run multilith -- secrets` writes them.',
  },
  GRPC_TLS: {
    when: 'logged: no secure connection to another host could be made; its calls fail as `UNREACHABLE`',
    remedy: 'Correct what the message names: an expired certificate, another authority, another host at that address.',
  },
});

type GrpcErrors = typeof GRPC_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends GrpcErrors {}
}
