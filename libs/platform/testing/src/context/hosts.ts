import { Module, type Type } from '@nestjs/common';
import { ContextModule } from '@multilith/runtime';
import { startHost, type Host, type HostOptions, type RetryPolicy, type Topology } from '@multilith/runtime/host';
import { natsNetwork } from '../topologies/nats-network.js';
import type { TopologyName } from '../topologies/topology.js';
import { topologyOptions } from '../topologies/wire-exercise.js';
import type { Fake } from './fake.js';
import { contextDefinitionOf, fakeContexts } from './fake-contexts.js';

/** Failed events are parked quickly, so that a failing handler is reported before the test times out. */
const QUICK_RETRIES: RetryPolicy = { maxAttempts: 5, delayAfter: () => 20 };

/** The hosts of a test: the context under test, and the contexts around it. In one process both may be one host. */
export interface TestHosts {
  /** Runs the context under test. */
  readonly subject: Host;
  /** Runs the fakes, and sends the messages of the test. */
  readonly around: Host;
}

/** Starts a context and the fakes around it, placed by a topology. */
export async function startTestHosts(
  module: Type,
  fakes: readonly Fake[],
  topology: TopologyName,
  databaseUrl: string,
): Promise<TestHosts> {
  const definition = contextDefinitionOf(module);
  const around = fakeContexts(definition, fakes);
  const options: HostOptions = {
    contexts: {},
    database: { url: databaseUrl },
    strict: true,
    events: { retryPolicy: QUICK_RETRIES },
    logger: false,
    ...topologyOptions(topology),
  };
  if (topology !== 'nats') {
    const host = await startHost({ ...options, host: 'test', imports: [module, ...around] });
    return { subject: host, around: host };
  }

  const { name } = definition.contract;
  const placement: Topology = { [name]: { transport: 'nats' } };
  const apart = { ...options, ...(await natsNetwork()), topology: placement };
  @Module({ imports: [ContextModule.forApi({ contract: definition.contract })] })
  class TestApiModule {}
  const others = await startHost({ ...apart, imports: [TestApiModule, ...around] });
  try {
    // Started second, so that it finds the journals that it subscribes to, and has its cursors when the first spec
    // begins.
    return { around: others, subject: await startHost({ ...apart, host: name, imports: [module] }) };
  } catch (error) {
    await others.stop();
    throw error;
  }
}

/** Stops both, the sender first. */
export async function stopTestHosts({ subject, around }: TestHosts): Promise<void> {
  await around.stop();
  if (subject !== around) await subject.stop();
}
