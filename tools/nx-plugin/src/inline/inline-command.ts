import { inFull, summary } from '../placement/changes-text.js';
import { readCommandLine, type Flags } from '../placement/command-line.js';
import { formatOf, type Outcome } from '../placement/run-command.js';
import { inline, type Inlining } from './inline.js';

const FLAGS: Flags = { 'dry-run': 'boolean', force: 'boolean', format: 'string' };

/** `nx inline <context>`: what it does and says. */
export function inlineCommand(root: string, args: readonly string[]): Outcome {
  const typed = readCommandLine('inline', args, FLAGS);
  const format = formatOf(typed.word('format'));
  const dryRun = typed.is('dry-run');
  const inlining = inline({ root, context: typed.context, force: typed.is('force'), dryRun });
  return { text: format === 'json' ? asJson(inlining, dryRun) : asText(inlining, dryRun) };
}

function asText({ context, changes }: Inlining, dryRun: boolean): string {
  if (changes.length === 0) return `'${context}' runs in the monolith already. Nothing to do.`;
  if (dryRun) return [`nx inline ${context} would do this; nothing was written.`, ...changes.map(inFull)].join('\n\n');
  return [
    `'${context}' is back: it runs in the monolith from the next start on, with its data and its cursors.`,
    ...changes.map((change) => `  ${summary(change)}`),
    '',
    'Stop its old hosts: what they still run and what the monolith starts would do the same work twice over.',
  ].join('\n');
}

const asJson = ({ context, changes }: Inlining, dryRun: boolean): string =>
  JSON.stringify(
    { context, dryRun, changes: changes.map(({ path, before, after }) => ({ path, before, after })) },
    (_key, value: unknown) => value ?? null,
    2,
  );
