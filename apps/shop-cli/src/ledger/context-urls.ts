import { MultilithError } from '@multilith/contract';
import { contextDatabaseUrl, databaseConfigFromEnv, withRoleSecret } from '@multilith/runtime/host';
import { CliError } from '../cli/cli-error.js';
import { dataFile, readIfPresent } from '../cli/workspace.js';
import { CONTEXTS, type Context } from './context-reader.js';

/**
 * Login URL of every context's role: from the environment as the shop itself reads it, else from the embedded database
 * of this workspace.
 *
 * @throws CliError `LEDGER_DATABASE` when neither names a database, or what they say cannot be used
 */
export async function contextUrls(env: NodeJS.ProcessEnv = process.env): Promise<(context: Context) => string> {
  return asCliError(async () => {
    const { url, contextUrls: urls = {}, roleSecret } = databaseConfigFromEnv(env);
    if (CONTEXTS.every((context) => urls[context] !== undefined)) return (context) => urls[context]!;
    const config = await withRoleSecret({ url: url ?? embeddedUrl(env), contextUrls: urls, roleSecret });
    return (context) => contextDatabaseUrl(config, context);
  });
}

async function asCliError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MultilithError)) throw error;
    if (error.code === 'DATABASE_UNAVAILABLE')
      throw new CliError('LEDGER_DATABASE', error.problem, 'Start the shop with npm start, or correct DATABASE_URL.', {
        cause: error,
      });
    throw new CliError(error.code, error.problem, error.remedy, { cause: error });
  }
}

/** A shop on the embedded database leaves its address here while it runs. */
function embeddedUrl(env: NodeJS.ProcessEnv): string {
  const file = dataFile('database.json', env);
  const text = readIfPresent(file);
  if (text !== undefined) return urlIn(text, file);
  throw new CliError(
    'LEDGER_DATABASE',
    `There is no DATABASE_URL, and no shop has run on the embedded database (${file} is missing).`,
    'Start the shop with npm start, or set DATABASE_URL to the database it uses.',
  );
}

function urlIn(text: string, file: string): string {
  try {
    return (JSON.parse(text) as { url: string }).url;
  } catch (cause) {
    throw new CliError(
      'LEDGER_DATABASE',
      `${file} does not say where the embedded database is.`,
      'Start the shop with npm start, which writes it again, or set DATABASE_URL.',
      { cause },
    );
  }
}
