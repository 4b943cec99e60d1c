import { parseArgs } from 'node:util';
import { MultilithError } from '@multilith/contract';
import { accept, invalid, titleOf } from './accepted.js';
import { checkContracts, type CheckedContract, type CheckOptions, type GateResult } from './check-contracts.js';
import { reportOf } from './report/report.js';

const HELP = `multilith-contract compat [folders] [options]

Compares contracts with the merge base of HEAD and a ref, and with their published locks. Names the consumers that a change
breaks, and fails if a change is breaking and not accepted. Reads locks, so write them first: multilith-contract write.

  folders            of contracts, like libs/contracts/orders (default: all, with those that were deleted)
  --deleted          only contracts that were deleted
  --base <ref>       default: NX_BASE, else the defaultBase of nx.json (main), also of origin
  --json             print findings as JSON
  --accept <id>      accept a breaking finding; can be given several times
  --reason <text>    why the change affects no consumer, or why it is intended`;

/**
 * Runs `multilith-contract compat` and prints what it says.
 *
 * @param root folder of the workspace
 * @param args what follows `compat` on the command line
 * @returns the exit code: 1 if a change is breaking and not accepted, or if contracts cannot be compared
 */
export async function compatCommand(root: string, args: readonly string[]): Promise<number> {
  try {
    return await run(root, args);
  } catch (error) {
    if (!(error instanceof MultilithError) && !isArgumentError(error)) throw error;
    console.error(`✗ ${error.message}`);
    return error instanceof MultilithError ? 1 : 2;
  }
}

async function run(root: string, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: 'string' },
      deleted: { type: 'boolean' },
      json: { type: 'boolean' },
      accept: { type: 'string', multiple: true },
      reason: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.reason !== undefined && !values.accept) throw invalid('--reason belongs to a finding.');
  const result = await check(root, { folders: positionals, base: values.base, deleted: values.deleted });
  if (values.accept) return acceptAll(root, result.contracts, values.accept, values.reason ?? '');
  console.log(values.json ? JSON.stringify(result, null, 2) : reportOf(result));
  return result.isBroken ? 1 : 0;
}

/** Reads the code of the workspace only if a change may break consumers: that takes longer than the comparison. */
async function check(root: string, options: CheckOptions): Promise<GateResult> {
  const result = checkContracts(root, options);
  const mayBreak = result.contracts.some(({ findings }) => findings.some(({ verdict }) => verdict !== 'compatible'));
  if (!mayBreak) return result;
  const { consumersOf } = await import('../workspace/consumers.js');
  return checkContracts(root, { ...options, consumers: consumersOf(root) });
}

function acceptAll(
  root: string,
  contracts: readonly CheckedContract[],
  ids: readonly string[],
  reason: string,
): number {
  const findings = contracts.flatMap(({ acceptedIn, findings: all }) =>
    all.map((finding) => ({ acceptedIn, finding })),
  );
  const chosen = ids.map((id) => {
    const found = findings.find(({ finding }) => finding.id === id && finding.verdict === 'breaking');
    if (!found) throw invalid(`There is no breaking finding '${id}'.`);
    return found;
  });
  for (const { acceptedIn, finding } of chosen) {
    accept(root, acceptedIn, finding, reason);
    console.log(`✓ Accepted: ${titleOf(finding)}`);
  }
  return 0;
}

const isArgumentError = (error: unknown): error is Error =>
  error instanceof TypeError && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
