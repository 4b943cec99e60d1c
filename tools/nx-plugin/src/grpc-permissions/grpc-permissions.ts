import { PERMISSIONS_FILE, permissionTable, permissionTableText } from '@multilith/grpc';
import type { ContextTraffic } from '@multilith/runtime/host';
import { textOf, type Change } from '../placement/changes.js';
import { placementsIn } from '../placement/topology-file.js';
import { knownTraffic } from '../traffic/known-traffic.js';

/** File with the contexts that each host may call and follow over gRPC. Hosts read it at start. */
export const GRPC_PERMISSIONS_FILE = PERMISSIONS_FILE;

const COMMENT =
  'Written by nx extract, nx inline and the generators; after a change of uses or subscriptions by hand: npm run grpc-permissions.';

/** Returns the text of the file for a topology. */
export function grpcPermissions(traffic: readonly ContextTraffic[], topologyText: string): string {
  const placements = [...placementsIn(topologyText)];
  const topology = Object.fromEntries(placements.map(([name, transport]) => [name, { transport }]));
  return permissionTableText({ comment: COMMENT, ...permissionTable({ topology, contexts: traffic }) });
}

/**
 * Returns the change of the file for a topology; `undefined` if it is up to date, or if the workspace has no such file.
 * Reads the code of all contexts unless the traffic is given.
 */
export function grpcPermissionsChange(
  root: string,
  topologyText: string,
  traffic?: readonly ContextTraffic[],
): Change | undefined {
  const before = textOf(root, GRPC_PERMISSIONS_FILE);
  if (before === undefined) return undefined;
  const text = grpcPermissions(traffic ?? knownTraffic(root), topologyText);
  const after = before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  return before === after ? undefined : { path: GRPC_PERMISSIONS_FILE, before, after };
}
