import { contractFaults } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { protobufFaults } from '@multilith/contract/protobuf';
import { artefactsOf } from '../artefacts/artefacts-of.js';
import { contractsIndex } from '../artefacts/page/contracts-index.js';
import { formatted } from '../format/formatted.js';
import type { LockFault } from '../lock/lock-fault.js';
import { lockOf } from '../lock/lock-of.js';
import { consumersOf } from '../workspace/consumers.js';
import { loadContract } from '../workspace/load-contract.js';
import type { GeneratedFile, LoadedContract } from '../workspace/loaded-contract.js';
import { lockPath } from '../workspace/read-locks.js';
import { usesLock } from '../workspace/uses-lock.js';
import { buildPackages } from './build-packages.js';
import { FileChanges } from './file-changes.js';
import { generatedFiles } from './generated-files.js';
import type { ExitCode, Output } from './output.js';
import { missingLocks, writeStub } from './lock-stub.js';

/** Options of `multilith-contract write`. */
export interface WriteOptions {
  /** Compares instead of writing. */
  readonly check: boolean;
  /** Forgets numbers that were never published. */
  readonly renumber: boolean;
  /** Whether to build the packages first: with the TypeScript compiler, or with `node <program> <folder>`. */
  readonly build: boolean | string;
}

/** Runs `multilith-contract write`: generates all files of some contracts, and writes or compares them. */
export async function writeContracts(
  root: string,
  folders: readonly string[],
  output: Output,
  options: WriteOptions,
): Promise<ExitCode> {
  const missing = missingLocks(root, folders);
  if (options.check && missing.length > 0)
    return stale(
      missing.map((path) => `${path} is missing or broken.`),
      output,
    );
  // The package that imports a lock can only be built if there is one.
  for (const path of missing) writeStub(root, path);
  buildPackages(root, folders, options.build);

  const contracts: LoadedContract[] = [];
  for (const folder of folders) {
    const loaded = await loadContract(root, folder);
    if (loaded) contracts.push(options.renumber ? { ...loaded, previous: undefined } : loaded);
  }
  const locks = new Map<LoadedContract, ContractLock>();
  const faults: LockFault[] = [];
  for (const loaded of contracts) {
    const own = faultsBefore(loaded);
    if (own.length === 0) {
      const { lock, faults: ofLock } = lockOf(loaded);
      own.push(...ofLock, ...faultsInProtobuf(lock));
      locks.set(loaded, lock);
    }
    faults.push(...own);
  }
  if (faults.length > 0) return refuse(faults, output);
  return finish(root, locks, output, options);
}

async function finish(
  root: string,
  locks: ReadonlyMap<LoadedContract, ContractLock>,
  output: Output,
  { check }: WriteOptions,
): Promise<ExitCode> {
  const consumers = consumersOf(root);
  const files: GeneratedFile[] = locks.size > 0 ? [contractsIndex(root)] : [];
  for (const [loaded, lock] of locks) {
    files.push(await formatted(root, lockPath(loaded.folder), JSON.stringify(lock)));
    files.push(...(await artefactsOf({ root, loaded, lock, consumers })));
    if (!usesLock(root, loaded.folder))
      output.error(
        `! ${loaded.folder} does not pass its lock to contract(), so its messages carry no fingerprint: ` +
          `import lock from './contract.lock.json' with { type: 'json' }.`,
      );
  }
  const changes = FileChanges.between(root, files, generatedFiles(root, [...locks.keys()]));
  if (check) return stale(changes.described(), output, `${subjectOf(locks.size)} up to date.`);
  changes.apply();
  for (const line of changes.applied()) output.log(line);
  if (changes.isEmpty) output.log(`${subjectOf(locks.size)} up to date.`);
  return 0;
}

const subjectOf = (contracts: number): string =>
  contracts === 1 ? 'The artefacts of the contract are' : `The artefacts of ${contracts} contracts are`;

function stale(lines: readonly string[], output: Output, upToDate = ''): ExitCode {
  for (const line of lines) output.error(line);
  if (lines.length > 0) output.error('Run `npx nx run-many -t contract` and commit the result.');
  else output.log(upToDate);
  return lines.length > 0 ? 1 : 0;
}

/** Faults of schemas that have no shape. */
const faultsBefore = ({ contract }: LoadedContract): LockFault[] => contractFaults(contract);

/** Schemas without a faithful protobuf form. */
function faultsInProtobuf(lock: ContractLock): LockFault[] {
  const of = (subject: string, part: string, slot: Parameters<typeof protobufFaults>[0]): LockFault[] =>
    protobufFaults(slot).map(({ path, reason, remedy }) => ({
      code: 'SCHEMA_NOT_IN_PROTOBUF',
      subject,
      problem: `${[part, ...path].join('.')} ${reason}.`,
      remedy,
    }));
  const messages = Object.entries(lock.messages).flatMap(([name, { kind, versions }]) =>
    Object.entries(versions)
      .filter(([, { status }]) => status !== 'removed')
      .flatMap(([version, { input, output }]) => {
        const subject = `${lock.context}.${name} version ${version}`;
        return [
          ...of(subject, kind === 'event' ? 'payload' : 'input', { shape: input }),
          ...(output ? of(subject, 'output', output) : []),
        ];
      }),
  );
  const errors = Object.entries(lock.errors)
    .filter(([, { status }]) => status === 'current')
    .flatMap(([name, { data }]) => of(`${lock.context}.${name}`, 'data', { shape: data }));
  return [...messages, ...errors];
}

function refuse(faults: readonly LockFault[], output: Output): ExitCode {
  for (const { code, subject, problem, remedy } of faults)
    output.error(`✗ ${code}: ${subject}: ${problem.replace(`${subject}: `, '')}\n  ${remedy}`);
  output.error(`Nothing was written: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`);
  return 1;
}
