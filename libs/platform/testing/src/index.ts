/** The test kit: runs one context alone on a real schema, its neighbours replaced by typed fakes, in every topology. */
export { testContext, type TestContextOptions } from './context/test-context.js';
export { ContextUnderTest, type Sender } from './context/context-under-test.js';
export { fake, type AnswerOf, type Fake } from './context/fake.js';
export {
  describeTopologies,
  isBetweenHosts,
  placementOf,
  type TestPlacement,
  type TestTransport,
  type TopologyName,
} from './topologies/topology.js';
export { testNetwork, type TestNetwork } from './topologies/test-network.js';
export { rehearsingStore, topologyOptions, wireExercise } from './topologies/wire-exercise.js';
export { TESTING_ERRORS } from './error-codes.js';
export { createTestDatabase, type TestDatabase } from './postgres/index.js';
