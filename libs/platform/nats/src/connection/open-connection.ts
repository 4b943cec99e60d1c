import { connect, type NatsConnection, type TlsOptions } from '@nats-io/transport-node';
import { NatsError } from '../nats-error.js';
import type { NatsOptions, NatsTlsFiles } from '../nats-options.js';
import type { Subjects } from '../wire/subjects.js';
import { authentication, readFile } from './authenticator.js';
import { connectFailure } from './connect-failure.js';
import { requireServer } from './server-version.js';
import { readServers } from './servers.js';

/** Oldest server version that the transport is tested with. */
const OLDEST_SERVER = '2.9.0';

/**
 * Bytes after which the client writes to its socket at once instead of at the end of the turn, so that the other side
 * works on the first calls while this one still writes more (ADR 19 has the measurements). The client reads the option
 * but has no type for it; its own default is 32 KiB.
 */
const WRITES = { pendingLimit: 4 * 1024 };

/**
 * Opens a connection that reconnects without limit.
 *
 * @param purpose shown beside the name of the host in the server's list of connections. Default: calls
 * @throws NatsError `NATS_CONFIG`, `NATS_UNREACHABLE`, `NATS_REFUSED`, `NATS_TLS`, `NATS_TOO_OLD` or `NATS_OPEN`
 */
export async function openConnection(
  options: NatsOptions,
  subjects: Subjects,
  purpose?: string,
): Promise<NatsConnection> {
  const host = options.host ?? 'monolith';
  const servers = readServers(options.url);
  const tls = options.tls ? tlsOptions(options.tls) : servers.tls ? {} : undefined;
  const login = authentication(options, servers);
  let connection: NatsConnection;
  try {
    connection = await connect({
      servers: servers.servers,
      name: purpose === undefined ? host : `${host} ${purpose}`,
      // A host may only read replies to its own requests.
      inboxPrefix: subjects.requestInbox(host),
      ...login,
      ...(tls ? { tls } : {}),
      timeout: 5_000,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      // A password that is being changed must not stop a running host.
      ignoreAuthErrorAbort: true,
      // Detects a dead server within half a minute.
      pingInterval: 10_000,
      maxPingOut: 2,
      noAsyncTraces: true,
      ...WRITES,
    });
  } catch (error) {
    throw connectFailure(error, servers.servers);
  }
  try {
    requireServer(connection.info?.version, OLDEST_SERVER, 'Multilith');
    if (options.requireLogin && connection.info?.auth_required !== true) throw openServer(servers.servers);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

const openServer = (servers: readonly string[]): NatsError =>
  new NatsError(
    'NATS_OPEN',
    `NATS at ${servers.join(', ')} lets clients in without a login, so any of them could pass for a host.`,
    'Check NATS_URL, and start the server with a user for each host: `npm run nats-users` writes them to deploy/nats-users.conf.',
  );

function tlsOptions({ caFile, certFile, keyFile }: NatsTlsFiles): TlsOptions {
  return {
    ...(caFile === undefined ? {} : { ca: readFile('NATS_TLS_CA', caFile).toString() }),
    ...(certFile === undefined ? {} : { cert: readFile('NATS_TLS_CERT', certFile).toString() }),
    ...(keyFile === undefined ? {} : { key: readFile('NATS_TLS_KEY', keyFile).toString() }),
  };
}
