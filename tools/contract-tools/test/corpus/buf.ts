import { protobufModel } from '@multilith/contract/protobuf';
import type { ContractLock } from '@multilith/contract/lock';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { protoText } from '../../src/artefacts/protobuf/proto-text.js';

const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
const CONFIG = 'version: v2\nbreaking:\n  use: [WIRE_JSON]\n';

/** What `buf breaking` says about a file. */
export interface BufFinding {
  readonly path: string;
  /** The rule, like `FIELD_SAME_TYPE`. */
  readonly type: string;
  readonly message: string;
}

/** Returns what `buf breaking` (WIRE_JSON) says about the proto files of contracts, each with its state before. */
export function bufBreaking(
  pairs: readonly { readonly before: ContractLock; readonly after: ContractLock }[],
): BufFinding[] {
  const root = mkdtempSync(join(tmpdir(), 'buf-breaking-'));
  try {
    for (const { before, after } of pairs) {
      write(join(root, 'before'), before);
      write(join(root, 'after'), after);
    }
    for (const state of ['before', 'after']) writeFileSync(join(root, state, 'buf.yaml'), CONFIG);
    return run(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function write(folder: string, lock: ContractLock): void {
  for (const file of protobufModel(lock)) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, protoText(file, new Map(), 'Generated.'));
  }
}

function run(root: string): BufFinding[] {
  try {
    execFileSync(process.execPath, [BUF, 'breaking', 'after', '--against', 'before', '--error-format=json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 2 ** 26,
    });
    return [];
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    // 100: findings. Anything else means that buf could not compare.
    if (status !== 100) throw new Error(`buf breaking ended with ${status}: ${stdout}${stderr}`, { cause: error });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as BufFinding);
  }
}
