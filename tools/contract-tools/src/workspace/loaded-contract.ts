import type { Contract } from '@multilith/contract';
import type { ContractLock, SchemaNames } from '@multilith/contract/lock';

/** A contract with what its artefacts are generated from. */
export interface LoadedContract {
  /** Folder of its package, from the root of the workspace, like `libs/contracts/orders`. */
  readonly folder: string;
  /** Like `@contracts/orders`. */
  readonly packageName: string;
  /** Name of the bounded context. */
  readonly context: string;
  readonly contract: Contract;
  /** Names of types: those under which the package, or a package of shared types beside it, exports their schemas. */
  readonly names: SchemaNames;
  /** The lock as it was written last; `undefined` without a lock. */
  readonly previous: ContractLock | undefined;
  /** The lock as it was released last; `undefined` if it never was. */
  readonly published: ContractLock | undefined;
}

/** A file that is generated from a contract. */
export interface GeneratedFile {
  /** From the root of the workspace. */
  readonly path: string;
  readonly content: string | Uint8Array;
}
