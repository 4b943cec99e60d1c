import { readFileSync } from 'node:fs';
import { asError } from '@multilith/contract';
import { dealingsOf, hostsOf, Placement, type DealingsOptions } from '@multilith/runtime/host';
import { GrpcError } from '../grpc-error.js';

/** Name of the transport in the topology. */
const GRPC = 'grpc';

/** What a host may do over gRPC. */
export interface HostRights {
  /** Contexts that it may call. */
  readonly calls: readonly string[];
  /** Contexts whose journals, announcements and events it may read. */
  readonly follows: readonly string[];
}

/** Which contexts each host may call and follow. Hosts that are not listed may do neither. */
export interface PermissionTable {
  /** For people who open the file. */
  readonly comment?: string | undefined;
  readonly hosts: Readonly<Record<string, HostRights>>;
}

/**
 * Returns the minimal permissions of all hosts: to call the contexts that their own contexts use, and to follow those that
 * they subscribe to. The monolith also calls and follows the contexts whose APIs it runs. Contexts that are reached over
 * another transport are left out, and so are hosts without gRPC.
 *
 * @example
 * writeFileSync('deploy/grpc-permissions.json', permissionTableText(permissionTable({ topology, contexts })));
 */
export function permissionTable(options: DealingsOptions): PermissionTable {
  const hosts = hostsOf(options).map((host) => {
    const { calls, follows } = dealingsOf(host, GRPC, options);
    return [host, { calls, follows }] as const;
  });
  const isReached = (host: string): boolean => new Placement(host, options.topology).servedOver.includes(GRPC);
  const wanted = hosts.filter(([host, { calls, follows }]) => isReached(host) || calls.length + follows.length > 0);
  return { hosts: Object.fromEntries(wanted) };
}

/** Returns a table as the text of a file, with a line for each host. */
export function permissionTableText({ comment, hosts }: PermissionTable): string {
  const lines = Object.entries(hosts).map(([host, rights]) => `    ${JSON.stringify(host)}: ${rightsText(rights)}`);
  const head = comment === undefined ? '' : `  "comment": ${JSON.stringify(comment)},\n`;
  return `{\n${head}  "hosts": {${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}}\n}\n`;
}

const rightsText = ({ calls, follows }: HostRights): string =>
  `{ "calls": ${namesText(calls)}, "follows": ${namesText(follows)} }`;
const namesText = (names: readonly string[]): string => `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;

/** Reads the file of a table. @throws GrpcError `GRPC_CONFIG` */
export function readPermissionTable(file: string): PermissionTable {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unreadable(file, asError(cause).message, cause);
  }
  if (!isTable(json)) throw unreadable(file, 'it does not map hosts to lists of contexts that they call and follow');
  return json;
}

const isTable = (json: unknown): json is PermissionTable =>
  isRecord(json) && isRecord(json['hosts']) && Object.values(json['hosts']).every(isRights);
const isRights = (json: unknown): json is HostRights =>
  isRecord(json) && isNames(json['calls']) && isNames(json['follows']);
const isNames = (json: unknown): json is string[] =>
  Array.isArray(json) && json.every((name) => typeof name === 'string');
const isRecord = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const unreadable = (file: string, problem: string, cause?: unknown): GrpcError =>
  new GrpcError(
    'GRPC_CONFIG',
    `The permissions of hosts in ${file} cannot be read: ${problem}.`,
    'Write the file with npm run grpc-permissions, and name it in GRPC_PERMISSIONS.',
    { cause },
  );
