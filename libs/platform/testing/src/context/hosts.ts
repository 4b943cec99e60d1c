import { Module, type Type } from '@nestjs/common';
import { ContextModule } from '@multilith/runtime';
import { startHost, type Host, type HostOptions, type RetryPolicy } from '@multilith/runtime/host';
import { testNetwork } from '../topologies/test-network.js';
import { isBetweenHosts, placementOf, type TopologyName } from '../topologies/topology.js';
import { topologyOptions } from '../topologies/wire-exercise.js';
import type { Fake } from './fake.js';
import { contextDefinitionOf, fakeContexts } from './fake-contexts.js';

/** Failed events are parked quickly, so that a failing handler is reported before the test times out. */
const QUICK_RETRIES: RetryPolicy = { maxAttempts: 5, delayAfter: () => 20 };

/** The hosts of a test: the context under test, and the contexts around it. In one process both may be one host. */
export interface TestHosts {
  /** Runs the context under test. */
  readonly subject: Host;
  /** Runs fakes, and sends the messages of the test. */
  readonly around: Host;
  /** Hosts of fakes that have one of their own, by context. */
  readonly neighbours: ReadonlyMap<string, Host>;
  /** All hosts; the sender first, the subject last. */
  readonly all: readonly Host[];
}

/** Starts a context and the fakes around it, placed by a topology. */
export async function startTestHosts(
  module: Type,
  fakes: readonly Fake[],
  topology: TopologyName,
  databaseUrl: string,
): Promise<TestHosts> {
  const options: HostOptions = {
    contexts: {},
    database: { url: databaseUrl },
    strict: true,
    events: { retryPolicy: QUICK_RETRIES },
    logger: false,
    ...topologyOptions(topology),
  };
  if (isBetweenHosts(topology)) return startApart(module, fakes, topology, options);
  const around = fakeContexts(contextDefinitionOf(module), fakes);
  const host = await startHost({ ...options, host: 'test', imports: [module, ...around] });
  return { subject: host, around: host, neighbours: new Map(), all: [host] };
}

async function startApart(
  module: Type,
  fakes: readonly Fake[],
  topology: TopologyName,
  options: HostOptions,
): Promise<TestHosts> {
  const definition = contextDefinitionOf(module);
  const { name } = definition.contract;
  const around = fakeContexts(definition, fakes);
  const nameOf = (context: Type): string => contextDefinitionOf(context).contract.name;
  // A second one of its own would need a second transport.
  const neighbours = topology === 'mixed' ? around.slice(0, 1) : [];
  const placement = placementOf(topology, [name, ...neighbours.map(nameOf)]);
  const apart = { ...options, ...(await testNetwork(placement)), topology: placement };
  @Module({ imports: [ContextModule.forApi({ contract: definition.contract })] })
  class TestApiModule {}
  const inMonolith = around.filter((context) => !neighbours.includes(context));
  const hosts: Host[] = [];
  const start = async (of: HostOptions): Promise<Host> => {
    const host = await startHost({ ...apart, ...of });
    hosts.push(host);
    return host;
  };
  try {
    const monolith = await start({ contexts: {}, imports: [TestApiModule, ...inMonolith] });
    const own = new Map<string, Host>();
    for (const neighbour of neighbours) {
      const host = nameOf(neighbour);
      own.set(host, await start({ contexts: {}, host, imports: [neighbour] }));
    }
    // Started last, so that it finds the journals that it subscribes to, and has its cursors when the first spec begins.
    const subject = await start({ contexts: {}, host: name, imports: [module] });
    return { subject, around: monolith, neighbours: own, all: hosts };
  } catch (error) {
    await Promise.all(hosts.map((host) => host.stop()));
    throw error;
  }
}

/** Stops all, the sender first. */
export async function stopTestHosts({ all }: TestHosts): Promise<void> {
  for (const host of all) await host.stop();
}
