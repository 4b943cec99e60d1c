import type { NatsLimits } from './mux/limits.js';

/** How to reach NATS, and as whom. */
export interface NatsOptions {
  /**
   * Server or servers, separated by commas. Default `nats://127.0.0.1:4222`. May hold user and password, or a token:
   * `nats://orders:secret@nats-1:4222,nats-2:4222`.
   */
  readonly url?: string | undefined;
  /** What every subject begins with, so that several systems can share a server. Default `multilith`. */
  readonly prefix?: string | undefined;
  /** Name of this host, as in the topology. Default `monolith`. */
  readonly host?: string | undefined;
  /** Semantic version of the application, shown by `nats micro ls` (see the README). Default `0.0.0`. */
  readonly version?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** File with the credentials of a user (JWT and seed), as `nsc` writes it. */
  readonly credentialsFile?: string | undefined;
  /** Seed of an nkey user, like `SUA…`, or the file that holds it. */
  readonly nkey?: string | undefined;
  /**
   * Whether a server that lets clients in without a login is refused: any of them could pass for a host there. Hosts in production
   * set it. Default: `false`.
   */
  readonly requireLogin?: boolean | undefined;
  /** Files in PEM. Any of them asks for TLS. */
  readonly tls?: NatsTlsFiles | undefined;
  readonly limits?: Partial<NatsLimits> | undefined;
  /**
   * Whether events travel over NATS, on a connection of their own. `false`: hosts only read them from each other's
   * journals. Default: `true`.
   */
  readonly events?: boolean | undefined;
}

export interface NatsTlsFiles {
  /** Authorities that may have signed the server's certificate. Default: those that Node trusts. */
  readonly caFile?: string | undefined;
  /** Certificate of this host, where the server asks for one. */
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
