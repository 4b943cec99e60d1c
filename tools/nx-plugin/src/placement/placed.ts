import { hostFiles, hostFolder } from '../extract/host-files.js';
import { filesIn, textOf } from './changes.js';
import { COMPOSE_FILE, serviceIn } from './compose-file.js';
import type { Context } from './contexts.js';
import { PlacementError } from './placement-error.js';
import { REFERENCES_FILE, refersTo } from './references-file.js';
import { isServiceAsWritten } from './place-in-compose.js';
import { transportNames } from './registered-transports.js';
import { placementsIn, TOPOLOGY_FILE } from './topology-file.js';

/** One thing that an extracted context has and another one has not. */
export interface Part {
  /** As messages name it. */
  readonly what: string;
  readonly present: boolean;
  /** Present, but not as `nx extract` writes it. */
  readonly edited: boolean;
}

/** Where a context stands. */
export interface Placed {
  /** What topology.json says; `undefined`: in the monolith. */
  readonly transport: string | undefined;
  readonly parts: readonly Part[];
  /** Files in the folder of the host that `nx extract` never writes. */
  readonly foreign: readonly string[];
}

/**
 * Looks at everything that moving a context touches.
 * @throws PlacementError PLACEMENT_UNREADABLE
 */
export function placedNow(root: string, context: Context): Placed {
  const folder = hostFolder(context.name);
  const transport = placementsIn(required(root, TOPOLOGY_FILE)).get(context.name);
  // What is half there may have lost the line that says over which transport it was extracted.
  const forms = (transport === undefined ? transportNames(root) : [transport]).map((name) =>
    hostFiles(root, context, name),
  );
  const paths = [...forms[0]!.keys()];
  const compose = textOf(root, COMPOSE_FILE);
  const service = compose === undefined ? undefined : serviceIn(compose, context.name);
  const parts: Part[] = [
    { what: `the line in ${TOPOLOGY_FILE}`, present: transport !== undefined, edited: false },
    {
      what: `the reference in ${REFERENCES_FILE}`,
      present: refersTo(required(root, REFERENCES_FILE), folder),
      edited: false,
    },
    ...paths.map((path) => {
      const found = textOf(root, path);
      const asWritten = (text: string): boolean => forms.some((files) => files.get(path) === unix(text));
      return { what: path, present: found !== undefined, edited: found !== undefined && !asWritten(found) };
    }),
  ];
  // A workspace may do without compose; then there is no service to miss.
  if (compose !== undefined)
    parts.push({
      what: `the service '${context.name}' in ${COMPOSE_FILE}`,
      present: service !== undefined,
      edited: service !== undefined && !isServiceAsWritten(context.name, service),
    });
  return { transport, parts, foreign: filesIn(root, folder).filter((path) => !paths.includes(path)) };
}

/** The text of a file that every workspace has. */
export function required(root: string, path: string): string {
  const text = textOf(root, path);
  if (text !== undefined) return text;
  throw new PlacementError(
    'PLACEMENT_UNREADABLE',
    `There is no ${path} here.`,
    path === TOPOLOGY_FILE ? 'Create it with {} in it.' : 'Run this in the root of the workspace.',
  );
}

const unix = (text: string): string => text.replaceAll('\r\n', '\n');
