import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MultilithError } from '@multilith/contract';
import type { Finding } from './finding.js';

/** A breaking finding that a team has accepted. */
export interface Acceptance {
  readonly id: string;
  /** For readers of the file, like `orders.OrderPlaced v1 history total: renamed to …`. */
  readonly finding: string;
  /** Why the change affects no consumer, or why it is intended. */
  readonly reason: string;
}

/** Name of the file beside a contract's package.json. */
const ACCEPTED_FILE = 'contract.accepted.json';

/**
 * Reads what the owners of a contract have accepted; empty if there is no file.
 *
 * @throws MultilithError CONTRACT_ACCEPTANCE_INVALID
 */
export function readAccepted(root: string, folder: string): readonly Acceptance[] {
  const path = `${folder}/${ACCEPTED_FILE}`;
  if (!existsSync(join(root, path))) return [];
  let content: { readonly accepted?: unknown };
  try {
    content = JSON.parse(readFileSync(join(root, path), 'utf8')) as { accepted?: unknown };
  } catch {
    throw invalid(`${path} is not JSON.`);
  }
  if (!Array.isArray(content?.accepted)) throw invalid(`${path} has no list 'accepted'.`);
  for (const entry of content.accepted as readonly Partial<Acceptance>[]) {
    if (typeof entry?.id !== 'string') throw invalid(`${path} has an entry without an id.`);
    if (typeof entry.reason !== 'string' || entry.reason.trim() === '')
      throw invalid(`${path} accepts ${entry.id} without a reason.`);
  }
  return content.accepted as Acceptance[];
}

/**
 * Accepts a breaking finding. A finding that is accepted already gets the new reason.
 *
 * @throws MultilithError CONTRACT_ACCEPTANCE_INVALID if the reason is empty
 */
export function accept(root: string, folder: string, finding: Finding, reason: string): void {
  if (reason.trim() === '') throw invalid(`${finding.id} cannot be accepted without a reason.`);
  const others = readAccepted(root, folder).filter(({ id }) => id !== finding.id);
  const entry: Acceptance = { id: finding.id, finding: titleOf(finding), reason: reason.trim() };
  const accepted = [...others, entry].sort((a, b) => (a.id < b.id ? -1 : 1));
  writeFileSync(join(root, folder, ACCEPTED_FILE), `${JSON.stringify({ accepted }, null, 2)}\n`);
}

/** Returns a finding on one line. */
export function titleOf({ message, version, part, path, what }: Finding): string {
  const subject = [message, ...(version === undefined ? [] : [`v${version}`]), part, ...(path ? [path] : [])];
  return `${subject.join(' ')}: ${what}`;
}

/** Returns the error for an acceptance that cannot be read or made. */
export const invalid = (problem: string): MultilithError =>
  new MultilithError(
    'CONTRACT_ACCEPTANCE_INVALID',
    problem,
    'Accept a finding with: multilith-contract compat --accept <id> --reason "<why>".',
  );
