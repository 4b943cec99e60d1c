import { inFull, summary } from '../placement/changes-text.js';
import { readCommandLine, type Flags } from '../placement/command-line.js';
import { contextNamed } from '../placement/contexts.js';
import { PlacementError } from '../placement/placement-error.js';
import { formatOf, type Outcome } from '../placement/run-command.js';
import { DEFAULT_TRANSPORT, requireTransport } from '../placement/registered-transports.js';
import { planText } from '../plan/plan-text.js';
import { obstacles, readPlan, type Plan } from '../plan/plan.js';
import { extract, type Extraction } from './extract.js';

const FLAGS: Flags = {
  transport: 'string',
  'dry-run': 'boolean',
  plan: 'boolean',
  traces: 'string',
  force: 'boolean',
  format: 'string',
};
/** Obstacles that a refusal names; the plan has them all. */
const LISTED = 5;

/** `nx extract <context>`: what it does and says. */
export function extractCommand(root: string, args: readonly string[]): Outcome {
  const typed = readCommandLine('extract', args, FLAGS);
  const format = formatOf(typed.word('format'));
  const transport = typed.word('transport') ?? DEFAULT_TRANSPORT;
  const { context } = typed;
  contextNamed(root, context);
  requireTransport(root, transport);
  if (typed.is('plan')) {
    const plan = readPlan(root, context, typed.word('traces'));
    return { text: format === 'json' ? JSON.stringify(plan, undefined, 2) : planText(plan) };
  }
  if (typed.word('traces') !== undefined)
    throw new PlacementError(
      'PLACEMENT_ARGUMENT',
      '--traces is for --plan.',
      `nx extract ${context} --plan --traces=…`,
    );
  const asked = { root, context, transport, force: typed.is('force') };
  // What is in the way is cheaper to find than what speaks against it.
  const { changes, notes } = extract({ ...asked, dryRun: true });
  if (changes.length > 0 && !typed.is('force')) refuseUnready(readPlan(root, context));
  const dryRun = typed.is('dry-run');
  const extraction = dryRun || changes.length === 0 ? { context, transport, changes, notes } : extract(asked);
  return { text: format === 'json' ? asJson(extraction, dryRun) : asText(extraction, dryRun) };
}

/** @throws PlacementError `PLACEMENT_NOT_READY` where something is in the way */
export function refuseUnready(plan: Plan): void {
  const found = obstacles(plan);
  if (found.length === 0) return;
  const listed = found.length > LISTED ? [...found.slice(0, LISTED), `and ${found.length - LISTED} more`] : found;
  throw new PlacementError(
    'PLACEMENT_NOT_READY',
    `'${plan.context}' would not work on its own:\n  ${listed.join('\n  ')}`,
    `Nothing was changed. Mend these first; \`nx extract ${plan.context} --plan\` says more, --force extracts all the same.`,
  );
}

function asText({ context, transport, changes, notes }: Extraction, dryRun: boolean): string {
  if (changes.length === 0) return `'${context}' is extracted already, over ${transport}. Nothing to do.`;
  const look = notes.map((line) => `Look at:    ${line}`);
  if (dryRun)
    return [`nx extract ${context} would do this; nothing was written.`, ...changes.map(inFull), ...look].join('\n\n');
  return [
    `'${context}' is extracted: it runs in a process of its own from the next start on, reached over ${transport}.`,
    ...changes.map((change) => `  ${summary(change)}`),
    '',
    'Start:      npm start, for all hosts; it builds what is new',
    `Take back:  npx nx inline ${context}`,
    ...look,
  ].join('\n');
}

const asJson = ({ context, transport, changes, notes }: Extraction, dryRun: boolean): string =>
  JSON.stringify(
    { context, transport, dryRun, changes: changes.map(({ path, before, after }) => ({ path, before, after })), notes },
    (_key, value: unknown) => value ?? null,
    2,
  );
