import type { CallLimits } from '@multilith/mux';

/** Address of NATS, and the login. */
export interface NatsOptions {
  /**
   * One or more servers, separated by commas. May contain user and password, or a token:
   * `nats://orders:secret@nats-1:4222,nats-2:4222`. Default: `nats://127.0.0.1:4222`.
   */
  readonly url?: string | undefined;
  /** Prefix of every subject, so that several systems can share a server. Default: `multilith`. */
  readonly prefix?: string | undefined;
  /** Name of this host, as in the topology. Default: `monolith`. */
  readonly host?: string | undefined;
  /** Semantic version of the application, shown by `nats micro ls` (see the README). Default: `0.0.0`. */
  readonly version?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** Credentials file of a user (JWT and seed), as written by `nsc`. */
  readonly credentialsFile?: string | undefined;
  /** Seed of an nkey user, like `SUA…`, or the path of a file that contains it. */
  readonly nkey?: string | undefined;
  /**
   * Whether to refuse a server that accepts clients without a login, because any client could impersonate a host there.
   * Hosts in production set it. Default: `false`.
   */
  readonly requireLogin?: boolean | undefined;
  /** PEM files. Setting any of them enables TLS. */
  readonly tls?: NatsTlsFiles | undefined;
  readonly limits?: Partial<CallLimits> | undefined;
  /**
   * Whether events are published over NATS, on their own connection. `false`: hosts only read events from each other's
   * journals. Default: `true`.
   */
  readonly events?: boolean | undefined;
}

export interface NatsTlsFiles {
  /**
   * Certificate authorities that may have signed the server's certificate. Default: the authorities that Node trusts.
   */
  readonly caFile?: string | undefined;
  /** Certificate of this host, if the server requires one. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Reads `NATS_URL`, `NATS_PREFIX`, `NATS_USER`, `NATS_PASSWORD`, `NATS_TOKEN`, `NATS_CREDS`, `NATS_NKEY` and `NATS_TLS_{CA,CERT,KEY}`. */
export function natsOptionsFromEnv(env: NodeJS.ProcessEnv = process.env): NatsOptions {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const tls = { caFile: read('NATS_TLS_CA'), certFile: read('NATS_TLS_CERT'), keyFile: read('NATS_TLS_KEY') };
  return {
    url: read('NATS_URL'),
    prefix: read('NATS_PREFIX'),
    user: read('NATS_USER'),
    password: read('NATS_PASSWORD'),
    token: read('NATS_TOKEN'),
    credentialsFile: read('NATS_CREDS'),
    nkey: read('NATS_NKEY'),
    tls: tls.caFile || tls.certFile || tls.keyFile ? tls : undefined,
  };
}
