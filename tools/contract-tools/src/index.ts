/** Generates the artefacts of contracts and compares contracts with earlier ones. */
export { ARTEFACT_ERRORS } from './error-codes.js';
export { exampleOf, literal, type ExampleOptions } from './examples/example-of.js';
export { consumersOf, type Consumer, type ConsumerPart, type ConsumerSubscription } from './workspace/consumers.js';
