import type { ContractLock, LockedVersion } from '@multilith/contract/lock';
import { byText } from '../lock/by-text.js';
import type { Consumer } from '../workspace/consumers.js';
import type { LoadedContract } from '../workspace/loaded-contract.js';
import type { ArtefactDocs } from './artefact-docs.js';

/** What the artefacts of a contract are generated from. */
export interface ArtefactInput {
  /** Folder of the workspace. */
  readonly root: string;
  readonly loaded: LoadedContract;
  /** The lock of the contract as it is now. */
  readonly lock: ContractLock;
  /** Who uses messages of the workspace, see `consumersOf`. Default: unknown. */
  readonly consumers?: readonly Consumer[];
}

/** The same with the doc comments of the sources. */
export interface DocumentedInput extends Required<ArtefactInput> {
  readonly docs: ArtefactDocs;
}

/** A version of a message that is still read or served. */
export interface LiveVersion {
  /** Name without the context. */
  readonly name: string;
  readonly version: number;
  readonly kind: 'command' | 'query' | 'event';
  readonly locked: LockedVersion;
}

/** The versions in a lock that are not removed, by name, then by version. */
export function liveVersions(lock: ContractLock): LiveVersion[] {
  return Object.entries(lock.messages)
    .flatMap(([name, { kind, versions }]) =>
      Object.entries(versions)
        .filter(([, { status }]) => status !== 'removed')
        .map(([version, locked]) => ({ name, version: Number(version), kind, locked })),
    )
    .sort((a, b) => byText(a.name, b.name) || a.version - b.version);
}
