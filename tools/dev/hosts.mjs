// Starts hosts of the built workspace under a supervisor, which starts those again that end by themselves.
import { resolve } from 'node:path';
import { hostOf, MAIN_HOST, readTopology } from '@multilith/runtime/host';

/** Starts what the command line of `npm start` asks for. */
export async function startHosts(workspace, { host, instances, inspect }) {
  try {
    const topology = readTopology(resolve(workspace, process.env.TOPOLOGY_FILE || 'topology.json'));
    if (host !== undefined) await startOne(workspace, host, topology, inspect);
    else if (Object.keys(topology).length > 0 || instances.size > 0)
      await startAll(workspace, topology, instances, inspect);
    else await supervise(workspace, MAIN_HOST, topology, inspect);
  } catch (error) {
    if (!('remedy' in error)) throw error;
    console.error(`\n✗ ${error.code}: ${error.message}`);
    process.exit(1);
  }
}

async function startOne(workspace, host, topology, inspect) {
  const { inspectPortOf, requireHost, requireHostSettings } = await import('@multilith/host/supervisor');
  requireHost(host, Object.keys(topology));
  const contexts = await contextsOf(workspace);
  requireHostSettings(host, topology, contexts, process.env);
  const port = inspect === undefined ? undefined : inspectPortOf(inspect, contexts, host, 0);
  await supervise(workspace, host, topology, port);
}

async function supervise(workspace, host, topology, inspectPort) {
  const { superviseHost } = await import('@multilith/host/supervisor');
  const contexts = (await contextsOf(workspace)).filter((context) => hostOf(topology, context) === host);
  await superviseHost({ workspace, host, contexts, inspectPort });
}

/** Every context of the workspace. */
async function contextsOf(workspace) {
  const { readTraffic } = await import('./traffic.mjs');
  return readTraffic(workspace).map(({ name }) => name);
}

async function startAll(workspace, topology, instances, inspect) {
  const { superviseHosts } = await import('@multilith/host/supervisor');
  const { readTraffic } = await import('./traffic.mjs');
  await superviseHosts({ workspace, topology, instances, inspect, traffic: readTraffic(workspace) });
}
