import { Module, type Type } from '@nestjs/common';
import { ContextModule } from '@multilith/runtime';
import { startHost, type Host, type HostOptions, type RetryPolicy, type Topology } from '@multilith/runtime/host';
import { natsNetwork } from '../topologies/nats-network.js';
import type { TopologyName } from '../topologies/topology.js';
import { topologyOptions } from '../topologies/wire-exercise.js';
import type { Fake } from './fake.js';
import { contextDefinitionOf, fakeContexts } from './fake-contexts.js';

/** Failed events are parked at once, so that a failing handler shows before the test gives up waiting. */
const IMPATIENT: RetryPolicy = { maxAttempts: 5, delayAfter: () => 20 };

/** What runs in a test: the context under test, and what is around it. In one process both may be one host. */
export interface TestHosts {
  /** Has the context under test. */
  readonly subject: Host;
  /** Has the fakes, and sends what the test sends. */
  readonly around: Host;
}

/** Starts a context and the fakes around it as a topology places them. */
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
    events: { retryPolicy: IMPATIENT },
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
    // Second, so that it finds the journals that it subscribes to, and has its cursors when the first spec begins.
    return { around: others, subject: await startHost({ ...apart, host: name, imports: [module] }) };
  } catch (error) {
    await others.stop();
    throw error;
  }
}

/** Stops both, first the one that sends. */
export async function stopTestHosts({ subject, around }: TestHosts): Promise<void> {
  await around.stop();
  if (subject !== around) await subject.stop();
}
