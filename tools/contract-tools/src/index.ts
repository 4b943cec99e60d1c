/** Generates the artefacts of contracts and compares contracts with earlier ones. */
export { ARTEFACT_ERRORS } from './error-codes.js';
export { exampleOf, literal, type ExampleOptions } from './examples/example-of.js';
export { consumersOf, type Consumer, type ConsumerPart, type ConsumerSubscription } from './workspace/consumers.js';
export { artefactsOf } from './artefacts/artefacts-of.js';
export { type ArtefactInput } from './artefacts/artefact-input.js';
export { contractsIndex } from './artefacts/page/contracts-index.js';
export { loadContract } from './workspace/load-contract.js';
export { type GeneratedFile, type LoadedContract } from './workspace/loaded-contract.js';
export { lockOf, type LockResult } from './lock/lock-of.js';
export { type LockFault } from './lock/lock-fault.js';
export { compare, type CompareOptions } from './compat/compare.js';
export { compatCommand } from './compat/compat-command.js';
export { type Finding, type FindingPart, type Verdict } from './compat/finding.js';
export {
  checkContracts,
  type CheckedContract,
  type CheckedFinding,
  type CheckOptions,
  type GateResult,
} from './compat/check-contracts.js';
export { type MergeBase } from './compat/base/merge-base.js';
