import { hostConfigFromEnv } from '../config/host-config.js';
import { openDatabase } from '../database/host-database.js';
import { ProvisionedHosts } from '../database/provisioned-hosts.js';
import { Shutdown } from '../process/shutdown.js';
import { debuggerAt } from './announcement.js';
import { HostEndedError } from './host-process.js';
import { hostProgram } from './host-programs.js';
import { KeptHost } from './kept-host.js';
import { SupervisorLog, thisTerminal } from './supervisor-log.js';

/** Options of {@link superviseHost}. */
export interface HostSupervisorOptions {
  /** The root of the workspace. */
  readonly workspace: string;
  /** Name of the host. */
  readonly host: string;
  /** The contexts that it runs. */
  readonly contexts: readonly string[];
  /** Port for debuggers on this machine; enables debug mode. Default: no port. */
  readonly inspectPort?: number | undefined;
}

/**
 * Runs one host in its own process until it receives a signal to stop, and restarts it if it ends unexpectedly, as
 * `superviseHosts` does for several. Its output is passed on unchanged. The embedded database survives a crash of the
 * host. One Ctrl-C lets the host finish current work, then stops the database; a second one ends everything at once. If
 * the host cannot start, this process ends with its exit code.
 *
 * @example await superviseHost({ workspace, host: 'monolith', contexts: ['catalog', 'orders'] });
 */
export async function superviseHost(options: HostSupervisorOptions): Promise<void> {
  const shutdown = new Shutdown();
  try {
    await supervise(options, shutdown);
  } catch (error) {
    // The host itself has already reported why it ended.
    if (error instanceof HostEndedError) await shutdown.end(error.end.code ?? 1);
    else await shutdown.afterFailure(error);
  }
}

async function supervise(
  { workspace, host, contexts, inspectPort }: HostSupervisorOptions,
  shutdown: Shutdown,
): Promise<void> {
  const config = hostConfigFromEnv(process.env, workspace);
  const log = new SupervisorLog(config.logFormat, [], thisTerminal());
  shutdown.logTo(log);
  const file = hostProgram(workspace, host);
  const onLog = (line: string): void => log.log(line);
  const loads = [{ host, contexts: contexts.length, instances: 1 }];
  const database = await openDatabase(config, contexts, onLog, loads);
  const { embedded } = database;
  shutdown.onStop('database', async () => {
    await database.stop();
    if (embedded) log.log('The embedded database has stopped.');
  });
  const provisioned = await ProvisionedHosts.open(database, config, contexts, onLog);
  const poolTotal = database.poolTotals.get(host);
  const env = {
    ...provisioned.envOf(contexts, process.env),
    ...(poolTotal === undefined ? {} : { DATABASE_POOL_TOTAL: String(poolTotal) }),
    ...(inspectPort === undefined ? {} : { MULTILITH_DEBUG: '1' }),
  };
  const kept = new KeptHost({ host, label: host, file, env, inspectPort, output: 'inherited' }, log);
  shutdown.onStop(host, () => kept.stop());
  process.once('exit', () => kept.kill());
  void kept.givenUp.then(({ code }) => shutdown.end(code ?? 1));
  const { notes, url = '' } = await kept.start();
  const line = `  ${host}  process ${kept.pid}  ${url}${debuggerAt(inspectPort)}`;
  log.tell([...(notes ?? []), '', line, '', `  Ctrl-C stops it${embedded ? ' and its database' : ''}.`, '']);
}
