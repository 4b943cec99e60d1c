/**
 * Locks of contracts and the shapes in them: what generators and the compatibility gate read. Contracts need only the
 * package's main entry.
 */
export {
  type ContractLock,
  type LockedError,
  type LockedMessage,
  type LockedVersion,
  type VersionStatus,
} from './contract-lock.js';
export { lockedVersionOf } from './locked-version.js';
export { shapeOf, type SchemaNames } from '../shape/shape-of.js';
export type * from '../shape/shape.js';
