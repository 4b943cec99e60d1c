import { MultilithError } from '@multilith/contract';
import {
  contextDatabaseUrl,
  DATABASE_DEFAULTS,
  databaseConfigFromEnv,
  databaseVariable,
  requireStrongRoleSecret,
  withRoleSecret,
} from '@multilith/runtime/host';
import { provision } from '@multilith/runtime/operations';

interface DatabaseProvision {
  readonly contexts: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether the secret of roles is required, and must be strong. */
  readonly production: boolean;
  readonly dryRun: boolean;
  readonly out: (text: string) => void;
}

/**
 * Sets up the roles and schemas of contexts with `DATABASE_URL`.
 *
 * @returns the login URL of every context that was set up, by the variable in which its host expects the URL
 * @throws MultilithError `DATABASE_CONFIG`, `DATABASE_ROLE_SECRET_WEAK`, `DATABASE_PROVISIONING`, `DATABASE_UNAVAILABLE`
 */
export async function provisionDatabase({
  contexts,
  env,
  production,
  dryRun,
  out,
}: DatabaseProvision): Promise<{ readonly urls: ReadonlyMap<string, string> }> {
  const { url, contextUrls = {}, ...rest } = databaseConfigFromEnv(env);
  if (url === undefined) throw noDatabase();
  if (production) requireStrongRoleSecret(rest.roleSecret);
  const given = { ...DATABASE_DEFAULTS, ...rest, url, contextUrls: {} };
  // A dry run works with any secret, and must not store one in the database.
  const config = dryRun ? { ...given, roleSecret: rest.roleSecret ?? 'of a dry run' } : await withRoleSecret(given);
  const derived = new Map(contexts.map((context) => [context, contextDatabaseUrl(config, context)]));
  // A file of secrets contains both; a URL to another server belongs to another deployment.
  const own = contexts.filter((context) => !leadsTo(contextUrls[context], derived.get(context)!));
  for (const context of own) out(`${context}: ${databaseVariable(context)} names a login of its own, left alone.`);
  const wanted = contexts.filter((context) => !own.includes(context));
  const { statements, hints } = await provision(config, wanted, { closeServer: true, dryRun });
  if (dryRun) for (const statement of statements) out(`${statement};`);
  else if (wanted.length > 0) out(`Roles and schemas are set up: ${wanted.join(', ')}.`);
  hints.forEach(out);
  return { urls: new Map(wanted.map((context) => [databaseVariable(context), derived.get(context)!])) };
}

/** Whether a URL, if set, names the same role and database as another, whatever its password. */
function leadsTo(given: string | undefined, derived: string): boolean {
  if (given === undefined) return true;
  const [one, other] = [new URL(given), new URL(derived)];
  return (['username', 'host', 'pathname'] as const).every((part) => one[part] === other[part]);
}

const noDatabase = (): MultilithError =>
  new MultilithError(
    'DATABASE_CONFIG',
    'DATABASE_URL is not set.',
    'Set it to the URL of a user that may create roles and schemas, like postgres://user:password@host:5432/database.',
  );
