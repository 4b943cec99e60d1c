import { isHostName } from '@multilith/runtime/transport';
import { GrpcError } from '../grpc-error.js';

/** The contexts whose services each client may use; `undefined`: all of the host. */
export type ClientList = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/**
 * Parses `GRPC_CLIENTS`: `partner=orders,catalog;proxy`.
 * @throws GrpcError `GRPC_CONFIG`
 */
export function parseClients(text: string | undefined): ClientList {
  const entries = (text ?? '').split(';').filter((entry) => entry.trim() !== '');
  return new Map(
    entries.map((entry) => {
      const [client = '', contexts] = entry.split('=').map((part) => part.trim());
      const names = contexts?.split(',').map((name) => name.trim());
      if (!isHostName(client) || names?.some((name) => !isHostName(name))) throw invalid(entry);
      return [client, names && new Set(names)];
    }),
  );
}

const invalid = (entry: string): GrpcError =>
  new GrpcError(
    'GRPC_CONFIG',
    `'${entry.trim()}' in GRPC_CLIENTS is neither a client nor a client with contexts.`,
    'Separate clients by ; and their contexts by commas: partner=orders,catalog;proxy.',
  );
