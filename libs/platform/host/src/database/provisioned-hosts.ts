import {
  contextDatabaseUrl,
  DATABASE_DEFAULTS,
  databaseVariable,
  requireStrongRoleSecret,
  withRoleSecret,
} from '@multilith/runtime/host';
import { provision } from '@multilith/runtime/operations';
import type { HostConfig } from '../config/host-config.js';
import type { HostDatabase } from './host-database.js';

/** Variables of the supervisor that are never passed to a host. */
const NOT_FOR_HOSTS = /^(?:.*_)?DATABASE_URL$|^DATABASE_ROLE_SECRET$/;

/** Sets up the roles and schemas of contexts, and returns the variables that a host needs to connect to its own. */
export class ProvisionedHosts {
  readonly #urls: ReadonlyMap<string, string>;

  private constructor(urls: ReadonlyMap<string, string>) {
    this.#urls = urls;
  }

  /**
   * @param contexts only those without their own URL are set up
   * @throws MultilithError DATABASE_ROLE_SECRET_WEAK in production, DATABASE_PROVISIONING, DATABASE_UNAVAILABLE
   */
  static async open(
    { config, embedded }: HostDatabase,
    { development }: Pick<HostConfig, 'development'>,
    contexts: readonly string[],
    onLog: (line: string) => void,
  ): Promise<ProvisionedHosts> {
    const { url = '', contextUrls = {} } = config;
    const isSetUpHere = contexts.some((context) => contextUrls[context] === undefined);
    // The embedded server is for one machine and one workspace; its secret stays in it.
    if (isSetUpHere && !development && !embedded) requireStrongRoleSecret(config.roleSecret);
    const known = { ...DATABASE_DEFAULTS, ...config, url, contextUrls };
    const complete = isSetUpHere ? await withRoleSecret(known) : known;
    const { hints } = await provision(complete, contexts, { closeServer: embedded });
    // For a shared server, `multilith provision` reports open permissions; here they would be reported at every start.
    if (embedded) for (const hint of hints) onLog(hint);
    return new ProvisionedHosts(new Map(contexts.map((context) => [context, contextDatabaseUrl(complete, context)])));
  }

  /**
   * Returns the environment of a host: the logins of its own contexts, and no secret that could create or derive
   * others.
   */
  envOf(contexts: readonly string[], env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const kept = Object.entries(env).filter(([name]) => !NOT_FOR_HOSTS.test(name));
    const own = contexts.map((context) => [databaseVariable(context), this.#urls.get(context)]);
    return Object.fromEntries([...kept, ...own]) as NodeJS.ProcessEnv;
  }
}
