import { resolve } from 'node:path';
import { MultilithError } from '@multilith/contract';
import { hostOf, MAIN_HOST, readTopology, type ContextTraffic, type Topology } from '@multilith/runtime/host';
import type { StartOptions } from '../../src/start/start-options.js';

/**
 * Starts the hosts of a built workspace under a supervisor, which restarts those that end by themselves. Returns when the
 * supervisor runs; ends this process if a host cannot start.
 *
 * @param workspace its folder
 * @param options what the command line asks for
 */
export async function startHosts(workspace: string, options: StartOptions): Promise<void> {
  const { host, instances, inspect } = options;
  try {
    const topology = readTopology(resolve(workspace, process.env['TOPOLOGY_FILE'] || 'topology.json'));
    if (host !== undefined) await startOne(workspace, host, topology, inspect);
    else if (Object.keys(topology).length > 0 || instances.size > 0)
      await startAll(workspace, topology, instances, inspect);
    else await supervise(workspace, MAIN_HOST, topology, inspect);
  } catch (error) {
    if (!(error instanceof MultilithError)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exit(1);
  }
}

async function startOne(
  workspace: string,
  host: string,
  topology: Topology,
  inspect: number | undefined,
): Promise<void> {
  const { inspectPortOf, requireHost, requireHostSettings } = await import('@multilith/host/supervisor');
  requireHost(host, Object.keys(topology));
  const traffic = await trafficOf(workspace);
  const contexts = traffic.map(({ name }) => name);
  requireHostSettings(host, topology, traffic, process.env);
  const port = inspect === undefined ? undefined : inspectPortOf(inspect, contexts, host, 0);
  await supervise(workspace, host, topology, port);
}

async function supervise(
  workspace: string,
  host: string,
  topology: Topology,
  inspectPort: number | undefined,
): Promise<void> {
  const { superviseHost } = await import('@multilith/host/supervisor');
  const contexts = (await trafficOf(workspace)).map(({ name }) => name);
  const here = contexts.filter((context) => hostOf(topology, context) === host);
  await superviseHost({ workspace, host, contexts: here, inspectPort });
}

/** Every context of the workspace, with what it calls and follows. */
async function trafficOf(workspace: string): Promise<readonly ContextTraffic[]> {
  const { knownTraffic } = await import('../traffic/known-traffic.js');
  return knownTraffic(workspace);
}

async function startAll(
  workspace: string,
  topology: Topology,
  instances: ReadonlyMap<string, number>,
  inspect: number | undefined,
): Promise<void> {
  const { superviseHosts } = await import('@multilith/host/supervisor');
  await superviseHosts({ workspace, topology, instances, inspect, traffic: await trafficOf(workspace) });
}
