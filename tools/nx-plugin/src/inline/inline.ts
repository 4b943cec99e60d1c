import type { ContextTraffic } from '@multilith/runtime/host';
import { hostFolder } from '../extract/host-files.js';
import { applyChanges, filesIn, textOf, type Change } from '../placement/changes.js';
import { COMPOSE_FILE } from '../placement/compose-file.js';
import { placeInCompose } from '../placement/place-in-compose.js';
import { permissionChanges } from '../placement/permission-files.js';
import { contextNamed, contextNames } from '../placement/contexts.js';
import { placedNow, required, type Placed } from '../placement/placed.js';
import { PlacementError } from '../placement/placement-error.js';
import { REFERENCES_FILE, removeReference } from '../placement/references-file.js';
import { DEFAULT_TRANSPORT } from '../placement/registered-transports.js';
import { knownTraffic } from '../traffic/known-traffic.js';
import { placementsIn, removeFromTopology, TOPOLOGY_FILE } from '../placement/topology-file.js';

/** What to bring back. */
export interface InlineOptions {
  readonly root: string;
  readonly context: string;
  /** Removes also what was edited or added by hand. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** What contexts call and follow. Default: read from the code, if docker-compose.yml depends on it. */
  readonly traffic?: readonly ContextTraffic[];
}

/** What an inlining changed, or would; empty when the context is in the monolith already. */
export interface Inlining {
  readonly context: string;
  readonly changes: readonly Change[];
}

/**
 * Takes back everything that `extract` wrote, its line in topology.json first. What was half written goes too.
 *
 * @throws PlacementError PLACEMENT_EDITED if that would delete edits
 */
export function inline(options: InlineOptions): Inlining {
  const { root, context: name, force, dryRun } = options;
  const context = contextNamed(root, name);
  const placed = placedNow(root, context);
  if (!force) refuseEdited(name, placed);
  const folder = hostFolder(name);
  const changes: Change[] = [];
  const note = (path: string, after: string | undefined): void => {
    const before = textOf(root, path);
    if (before !== after) changes.push({ path, before, after });
  };
  const topology = required(root, TOPOLOGY_FILE);
  note(TOPOLOGY_FILE, removeFromTopology(topology, name));
  const compose = textOf(root, COMPOSE_FILE);
  if (compose !== undefined && placed.parts.some(({ present }) => present)) {
    const contexts = contextNames(root);
    const before = new Map([...placementsIn(topology), [name, placed.transport ?? DEFAULT_TRANSPORT]]);
    const after = new Map([...before].filter(([other]) => other !== name));
    const traffic = (): readonly ContextTraffic[] => options.traffic ?? knownTraffic(root);
    note(COMPOSE_FILE, placeInCompose(compose, { contexts, before, after, traffic }).text);
  }
  changes.push(...permissionChanges(root, removeFromTopology(topology, name)));
  note(REFERENCES_FILE, removeReference(required(root, REFERENCES_FILE), folder));
  for (const path of filesIn(root, folder)) note(path, undefined);
  if (!dryRun) applyChanges({ root, changes, removedFolder: folder });
  return { context: name, changes };
}

function refuseEdited(name: string, { parts, foreign }: Placed): void {
  const edited = [...parts.filter((part) => part.edited).map(({ what }) => what), ...foreign];
  if (edited.length === 0) return;
  throw new PlacementError(
    'PLACEMENT_EDITED',
    `This is not as \`nx extract ${name}\` wrote it, and inlining would delete it:\n  ${edited.join('\n  ')}`,
    `Nothing was changed. Keep what you need elsewhere, then \`nx inline ${name} --force\`.`,
  );
}
