import { dirname } from 'node:path';
import type { Consumer } from '../workspace/consumers.js';
import { readAccepted } from './accepted.js';
import { lockedContracts, type LockedContract } from './base/locks.js';
import { mergeBase, type MergeBase } from './base/merge-base.js';
import { compare } from './compare.js';
import type { Finding } from './finding.js';
import { ownerOf } from './report/code-owners.js';

/** Options of {@link checkContracts}. */
export interface CheckOptions {
  /** Folders of contracts, from the root of the workspace. Default: all contracts. */
  readonly folders?: readonly string[];
  /** Whether to look at contracts alone that the base has and the workspace has not. Default: `false`. */
  readonly deleted?: boolean | undefined;
  /** The ref whose merge base with `HEAD` is compared. Default: `NX_BASE`, else `defaultBase` of nx.json. */
  readonly base?: string | undefined;
  /** Who sends messages and subscribes to events (`consumersOf`). Default: unknown. */
  readonly consumers?: readonly Consumer[];
}

/** Result of the gate for all contracts. */
export interface GateResult {
  /** `undefined` outside of a repository with commits. */
  readonly base: MergeBase | undefined;
  readonly contracts: readonly CheckedContract[];
  /** Whether a finding is breaking and not accepted. */
  readonly isBroken: boolean;
}

/** Result of the gate for one contract. */
export interface CheckedContract {
  readonly folder: string;
  /** Folder of its `contract.accepted.json`: the folder above for a contract that was deleted. */
  readonly acceptedIn: string;
  readonly context: string;
  readonly owner: string | undefined;
  /** The states that it was compared with. */
  readonly comparedWith: readonly ('base' | 'published')[];
  readonly findings: readonly CheckedFinding[];
  /** Ids in `contract.accepted.json` that no longer match a finding. */
  readonly stale: readonly string[];
}

/** A finding, the states that it was found against, and why it was accepted. */
export interface CheckedFinding extends Finding {
  readonly against: readonly ('base' | 'published')[];
  /** `undefined` if it was not accepted. */
  readonly accepted: string | undefined;
}

/**
 * Compares contracts with the merge base and with their published locks.
 *
 * @param root folder of the workspace
 * @throws MultilithError CONTRACT_BASE_UNKNOWN, CONTRACT_LOCK_UNREADABLE or CONTRACT_ACCEPTANCE_INVALID
 */
export function checkContracts(root: string, options: CheckOptions = {}): GateResult {
  const base = mergeBase(root, options.base);
  const locked = lockedContracts(root, options.folders ?? [], base?.commit);
  const wanted = options.deleted ? locked.filter(({ isDeleted }) => isDeleted) : locked;
  const contracts = wanted.map((contract) => check(root, contract, options.consumers ?? []));
  const isBroken = contracts.some(({ findings }) => findings.some(isOpen));
  return { base, contracts, isBroken };
}

/** Whether a finding fails the gate. */
export const isOpen = ({ verdict, accepted }: CheckedFinding): boolean =>
  verdict === 'breaking' && accepted === undefined;

function check(root: string, contract: LockedContract, consumers: readonly Consumer[]): CheckedContract {
  const { folder, context, lock, base, published, isDeleted } = contract;
  const owner = ownerOf(root, folder);
  // A deleted contract has no folder for the file.
  const acceptedIn = isDeleted ? dirname(folder) : folder;
  const acceptances = readAccepted(root, acceptedIn);
  const reasons = new Map(acceptances.map(({ id, reason }) => [id, reason]));
  const findings = new Map<string, CheckedFinding>();
  for (const [against, before] of [
    ['base', base],
    ['published', published],
  ] as const) {
    if (!before) continue;
    const found = compare(before, lock, { consumers, owner });
    for (const finding of found) {
      const known = findings.get(finding.id)?.against ?? [];
      findings.set(finding.id, { ...finding, against: [...known, against], accepted: reasons.get(finding.id) });
    }
  }
  return {
    folder,
    acceptedIn,
    context,
    owner,
    comparedWith: [...(base ? (['base'] as const) : []), ...(published ? (['published'] as const) : [])],
    findings: [...findings.values()],
    stale: isDeleted ? [] : acceptances.map(({ id }) => id).filter((id) => findings.get(id)?.verdict !== 'breaking'),
  };
}
