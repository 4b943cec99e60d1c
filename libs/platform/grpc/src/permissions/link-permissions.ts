import { Logger } from '@nestjs/common';
import { MAIN_HOST } from '@multilith/runtime/host';
import { printable } from '@multilith/runtime/observe';
import { LogLimit } from '@multilith/runtime/transport';
import { GrpcError } from '../grpc-error.js';
import type { GrpcOptions } from '../grpc-options.js';
import type { ProvenPeer } from '../tls/peer-names.js';
import { parseClients, type ClientList } from './client-list.js';
import { readPermissionTable, type PermissionTable } from './permission-table.js';

/** Default path of the table, relative to the working directory, which is the workspace. */
export const PERMISSIONS_FILE = 'deploy/grpc-permissions.json';

/** What hosts and other clients may do at this host. */
export interface LinkPermissions {
  /** Whether a host may call a context. */
  mayCall(host: string, context: string): boolean;
  /** Whether a host may read the journal, the announcements and the events of a context. */
  mayFollow(host: string, context: string): boolean;
  /**
   * Whether a caller of the gRPC service of a context may use it: a host if it may call the context, another client if
   * `GRPC_CLIENTS` names it.
   */
  mayUse(peer: ProvenPeer | undefined, context: string): boolean;
}

/** For plain text, where no name is proven. */
export const ALL_ALLOWED: LinkPermissions = { mayCall: () => true, mayFollow: () => true, mayUse: () => true };

/**
 * Returns what hosts and other clients may do at this host: with TLS what the table and `clients` say, otherwise
 * everything.
 *
 * @throws GrpcError `GRPC_CONFIG` if there is TLS and no table, or if a setting cannot be read
 */
export function linkPermissions({ tls, permissions, clients, hostOf }: GrpcOptions): LinkPermissions {
  const list = parseClients(clients);
  refuseHosts(list, hostOf);
  if (tls) return new TablePermissions(readPermissionTable(permissions ?? PERMISSIONS_FILE), list);
  const without = [permissions && 'GRPC_PERMISSIONS', clients && 'GRPC_CLIENTS'].filter(Boolean);
  if (without.length > 0)
    new Logger('gRPC').warn(
      `${without.join(' and ')} has no effect: without TLS no caller can prove its name, so every caller may do everything. Set GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY.`,
    );
  return ALL_ALLOWED;
}

/** Refuses clients with the name of a host, because callees do not distinguish the two kinds of names. */
function refuseHosts(clients: ClientList, hostOf: GrpcOptions['hostOf']): void {
  const host = [...clients.keys()].find((client) => client === MAIN_HOST || hostOf?.(client) === client);
  if (host === undefined) return;
  throw new GrpcError(
    'GRPC_CONFIG',
    `The client '${host}' in GRPC_CLIENTS has the name of a host.`,
    'Give the client a certificate with another name. Hosts have their permissions from GRPC_PERMISSIONS.',
  );
}

/** Permissions by a table and a list of clients. Logs what it refuses. */
export class TablePermissions implements LinkPermissions {
  readonly #log = new Logger('gRPC');
  readonly #limit = new LogLimit();
  readonly #calls: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #follows: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #clients: ClientList;

  constructor({ hosts }: PermissionTable, clients: ClientList = new Map()) {
    const entries = Object.entries(hosts);
    this.#calls = new Map(entries.map(([host, { calls }]) => [host, new Set(calls)]));
    this.#follows = new Map(entries.map(([host, { follows }]) => [host, new Set(follows)]));
    this.#clients = clients;
  }

  mayCall(host: string, context: string): boolean {
    return this.#calls.get(host)?.has(context) === true || this.#refused(`host ${host}`, 'call', context);
  }

  mayFollow(host: string, context: string): boolean {
    return this.#follows.get(host)?.has(context) === true || this.#refused(`host ${host}`, 'follow', context);
  }

  mayUse(peer: ProvenPeer | undefined, context: string): boolean {
    if (peer === undefined) return this.#refused('client without a proven name', 'use the service of', context);
    if ('host' in peer) return this.mayCall(peer.host, context);
    const isListed = this.#clients.has(peer.client);
    const contexts = this.#clients.get(peer.client);
    if (isListed && (contexts === undefined || contexts.has(context))) return true;
    return this.#refused(`client ${peer.client}`, 'use the service of', context);
  }

  #refused(who: string, what: string, context: string): false {
    const left = this.#limit.admit(`${who} ${what} ${context}`);
    if (left !== undefined)
      this.#log.warn(
        `The ${who} may not ${what} ${printable(context)}, and was refused${left > 0 ? ` ${left + 1} times` : ''}. Check ${
          who.startsWith('host') ? 'GRPC_PERMISSIONS: npm run grpc-permissions writes the file' : 'GRPC_CLIENTS'
        }.`,
      );
    return false;
  }
}
