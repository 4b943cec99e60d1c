import type { CallLimits } from '@multilith/mux';

/** Addresses of a host, and how it is reached. */
export interface GrpcOptions {
  /** Name of this host, as in the topology. Default: `monolith`. */
  readonly host?: string | undefined;
  /** Returns the name of the host that runs a context. Default: each context has a host of its own name. */
  readonly hostOf?: ((context: string) => string) | undefined;
  /** Address and port of the gRPC server of this host; port 0 takes a free one. Default: `127.0.0.1:50051`. */
  readonly listen?: string | undefined;
  /**
   * Addresses of other hosts, with a weight if some get more calls than others:
   * `orders=10.0.0.7:50051*9,10.0.0.8:50051*1;payments=payments.internal:50051`. Default for a host that is not listed:
   * `<host>:50051`. A name with several addresses leads to one instance per address.
   */
  readonly hosts?: string | undefined;
  /**
   * Certificates, all three of them. They enable mutual TLS: hosts, and clients of their services, prove their names to
   * each other. Default: plain text.
   */
  readonly tls?: GrpcTlsFiles | undefined;
  /**
   * File that says which host may call and follow which context, as `npm run grpc-permissions` writes it. Read only with
   * TLS, because names are proven only there. Default: `deploy/grpc-permissions.json` in the working directory.
   */
  readonly permissions?: string | undefined;
  /**
   * Clients that are not hosts, and the contexts whose services they may use; without contexts all of this host:
   * `partner=orders,catalog;proxy`. Applies only with TLS; in plain text everything is allowed. Default: no clients.
   */
  readonly clients?: string | undefined;
  /**
   * Whether to refuse connections without mutual TLS, because any client could impersonate a host there. Hosts in
   * production set it. Default: `false`.
   */
  readonly requireMutualTls?: boolean | undefined;
  /** Limits of concurrent calls. */
  readonly limits?: Partial<CallLimits> | undefined;
}

/**
 * Each is the path of a file in PEM, the PEM text itself, or that text in base64. Files are read again while the host
 * runs, so that certificates can be replaced.
 */
export interface GrpcTlsFiles {
  /** Certificate authorities that sign the certificates of hosts and clients. */
  readonly caFile?: string | undefined;
  /**
   * Certificate of this host, used as a server and as a client. Its subject alternative name is the host's name. May be
   * followed by the certificates between it and an authority.
   */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** How often files are read again, in milliseconds. Default: ten seconds. */
  readonly reloadIntervalMs?: number | undefined;
}

/** Reads `GRPC_LISTEN`, `GRPC_HOSTS`, `GRPC_TLS_{CA,CERT,KEY}`, `GRPC_PERMISSIONS` and `GRPC_CLIENTS`. */
export function grpcOptionsFromEnv(env: NodeJS.ProcessEnv = process.env): GrpcOptions {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const tls = { caFile: read('GRPC_TLS_CA'), certFile: read('GRPC_TLS_CERT'), keyFile: read('GRPC_TLS_KEY') };
  return {
    listen: read('GRPC_LISTEN'),
    hosts: read('GRPC_HOSTS'),
    tls: tls.caFile || tls.certFile || tls.keyFile ? tls : undefined,
    permissions: read('GRPC_PERMISSIONS'),
    clients: read('GRPC_CLIENTS'),
  };
}
