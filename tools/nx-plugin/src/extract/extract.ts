import type { ContextTraffic } from '@multilith/runtime/host';
import { applyChanges, textOf, type Change } from '../placement/changes.js';
import { COMPOSE_FILE } from '../placement/compose-file.js';
import { placeInCompose } from '../placement/place-in-compose.js';
import { permissionChanges } from '../placement/permission-files.js';
import { contextNamed, contextNames } from '../placement/contexts.js';
import { placedNow, required, type Placed } from '../placement/placed.js';
import { PlacementError } from '../placement/placement-error.js';
import { addReference, REFERENCES_FILE } from '../placement/references-file.js';
import { mainHostNote, requireTransport } from '../placement/registered-transports.js';
import { placeInTopology, placementsIn, TOPOLOGY_FILE } from '../placement/topology-file.js';
import { knownTraffic } from '../traffic/known-traffic.js';
import { hostFiles, hostFolder } from './host-files.js';

/** What to extract, and how. */
export interface ExtractOptions {
  readonly root: string;
  readonly context: string;
  /** Name of a transport that the workspace registers. */
  readonly transport: string;
  /** Completes what is half there, keeping what was edited. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** What contexts call and follow. Default: read from the code, if docker-compose.yml depends on it. */
  readonly traffic?: readonly ContextTraffic[];
}

/** What an extraction changed, or would; empty when the context is extracted already. */
export interface Extraction {
  readonly context: string;
  readonly transport: string;
  readonly changes: readonly Change[];
  /** What was left alone and should be looked at, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Gives a context a host of its own: its folder, its reference, its service, and last its line in topology.json, which
 * is what makes it count. Changes nothing when something is in the way.
 *
 * @throws PlacementError with what is in the way
 */
export function extract(options: ExtractOptions): Extraction {
  const { root, context: name, transport, force, dryRun } = options;
  requireTransport(root, transport);
  const context = contextNamed(root, name);
  const placed = placedNow(root, context);
  if (placed.transport !== undefined && placed.transport !== transport)
    throw new PlacementError(
      'PLACEMENT_TRANSPORT',
      `'${name}' is extracted already, over ${placed.transport}.`,
      `To change the transport, bring it back first: nx inline ${name}`,
    );
  if (!force) refuseHalf(name, placed);
  const changes: Change[] = [];
  for (const [path, after] of hostFiles(root, context, transport))
    note(changes, root, path, (before) => before ?? after);
  const reference = hostFolder(name);
  if (missing(placed, REFERENCES_FILE)) note(changes, root, REFERENCES_FILE, (text) => addReference(text!, reference));
  const notes: string[] = [];
  const topology = required(root, TOPOLOGY_FILE);
  const before = placementsIn(topology);
  const compose = textOf(root, COMPOSE_FILE);
  if (compose !== undefined && placed.parts.some(({ present }) => !present)) {
    const contexts = contextNames(root);
    const without = new Map([...before].filter(([other]) => other !== name));
    const after = new Map([...without, [name, transport]]);
    const traffic = (): readonly ContextTraffic[] => options.traffic ?? knownTraffic(root);
    const written = placeInCompose(compose, { contexts, before: without, after, traffic });
    note(changes, root, COMPOSE_FILE, () => written.text);
    notes.push(...written.notes);
  }
  const unconnected = mainHostNote(root, transport);
  if (changes.length > 0 && unconnected) notes.push(unconnected);
  const placedText = missing(placed, TOPOLOGY_FILE) ? placeInTopology(topology, name, transport) : topology;
  changes.push(...permissionChanges(root, placedText));
  note(changes, root, TOPOLOGY_FILE, () => placedText);
  if (!dryRun) applyChanges({ root, changes });
  return { context: name, transport, changes, notes };
}

const missing = ({ parts }: Placed, file: string): boolean =>
  parts.some(({ what, present }) => !present && what.endsWith(` in ${file}`));

function note(
  changes: Change[],
  root: string,
  path: string,
  change: (before: string | undefined) => string | undefined,
): void {
  const before = textOf(root, path);
  const after = change(before);
  if (after !== before) changes.push({ path, before, after });
}

/** Refuses a partial extraction: it was begun by hand or interrupted, and the tool cannot know what was intended. */
function refuseHalf(name: string, { parts, foreign }: Placed): void {
  const there = [...parts.filter(({ present }) => present).map(({ what }) => what), ...foreign];
  const absent = parts.filter(({ present }) => !present).map(({ what }) => what);
  if (there.length === 0 || absent.length === 0) return;
  throw new PlacementError(
    'PLACEMENT_HALF_DONE',
    `'${name}' is half extracted.\n  There:   ${there.join('\n           ')}\n  Missing: ${absent.join('\n           ')}`,
    `Nothing was changed. \`nx extract ${name} --force\` writes what is missing and keeps the rest; \`nx inline ${name}\` clears it away.`,
  );
}
