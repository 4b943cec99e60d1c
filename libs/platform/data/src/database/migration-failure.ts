import pg from 'pg';
import { describeThrown, MultilithError } from '@multilith/contract';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';
import { leftovers, type Leftover } from './migration-leftovers.js';
import type { RunningMigration } from './migration-run.js';

/** Returns `MIGRATION_FAILED` with the actual state of the schema and how to continue. */
export async function migrationFailed(
  context: string,
  options: ConnectionOptions,
  migration: RunningMigration | undefined,
  cause: unknown,
): Promise<MultilithError> {
  const swallowed = migration?.firstError;
  const reason = `${text(cause)}${swallowed && text(swallowed) !== text(cause) ? ` (after: ${text(swallowed)})` : ''}`;
  const failed = (problem: string, remedy: string): MultilithError =>
    new MultilithError('MIGRATION_FAILED', problem, remedy, { cause });
  if (!migration)
    return failed(
      `The schema of context '${context}' could not be brought up to date: ${reason}.`,
      'No migration of the context has run. Mend the cause and start again.',
    );
  const subject = `Migration ${migration.name} of context '${context}' failed: ${reason}.`;
  if (migration.isTransactional)
    return failed(
      subject,
      `${hint(cause, swallowed)}The failed migration was rolled back, earlier ones stay. Correct it and start again.`,
    );
  const found = await look(options);
  return failed(`${subject} ${outcome(migration, found)}`, howToGoOn(migration, found));
}

function outcome({ statements }: RunningMigration, found: readonly Leftover[]): string {
  const [last, ...before] = statements.map(oneLine).toReversed();
  return [
    'It ran outside a transaction, so nothing was rolled back.',
    before.length > 0 ? `These statements of it stay: ${before.toReversed().join('; ')}.` : '',
    last === undefined ? '' : `The last one was: ${last}.`,
    ...found.map(({ what }) => `The schema has ${what}.`),
  ]
    .filter(Boolean)
    .join(' ');
}

function howToGoOn({ name, statements }: RunningMigration, found: readonly Leftover[]): string {
  const timestamp = /\d+$/.exec(name)?.[0] ?? '0';
  const again =
    statements.length > 1 || found.length === 0
      ? ` The migration begins anew, so undo what stays of it or let its statements pass by it (IF NOT EXISTS). If all of it is there, record it instead: INSERT INTO migrations (timestamp, name) VALUES (${timestamp}, ${pg.escapeLiteral(name)});`
      : ' The migration then begins anew.';
  const repairs = found.map(({ remedy }) => `  ${remedy}`).join('\n');
  return found.length > 0
    ? `Run this, correct the cause and start again:\n${repairs}\n${again.trim()}`
    : `Correct the cause and start again.${again}`;
}

/** Looks for leftovers in a new session, because the session of the migration may be in any state. */
async function look(options: ConnectionOptions): Promise<Leftover[]> {
  const client = new pg.Client(clientOptions(options));
  client.on('error', () => {});
  try {
    await client.connect();
    return await leftovers(client);
  } catch {
    return [];
  } finally {
    await client.end().catch(() => {});
  }
}

const HINTS: Readonly<Record<string, string>> = {
  // active_sql_transaction
  '25001':
    'Statements such as CREATE INDEX CONCURRENTLY and VACUUM need a migration of their own, with the property transaction = false. ',
  // unsafe_new_enum_value_usage
  '55P04':
    'A new value of an enum can be used after its transaction: put ALTER TYPE … ADD VALUE into a migration before. ',
};

const hint = (...errors: unknown[]): string =>
  errors.map((error) => HINTS[(error as { code?: string } | undefined)?.code ?? ''] ?? '').find(Boolean) ?? '';

const text = (error: unknown): string => describeThrown(error).message;

/** Maximum number of characters of a statement in the message. */
const MAX_SHOWN_CHARACTERS = 160;
const oneLine = (sql: string): string => {
  const line = sql.replace(/\s+/g, ' ').trim().replace(/;$/, '');
  return line.length > MAX_SHOWN_CHARACTERS ? `${line.slice(0, MAX_SHOWN_CHARACTERS - 1)}…` : line;
};
