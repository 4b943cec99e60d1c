import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BREACH_PLANTS } from './breaches.js';
import { FORM_PLANTS } from './forms.js';
import type { Files, Plant } from './plant.js';
import { SOUND } from './sound-workspace.js';
import { linkPackages, writeFiles } from './tree.js';

/** Everything the self-test plants. */
export const PLANTS: readonly Plant[] = [...FORM_PLANTS, ...BREACH_PLANTS];

/** Runs the tool on a folder and returns the JSON report it printed. */
export type RunTool = (root: string) => string;

/** The result of the self-test. */
export interface SelfTestResult {
  readonly planted: number;
  /** Plants that were not reported, and files of the sound workspace that were. */
  readonly failures: readonly string[];
}

interface Printed {
  readonly violations: readonly { readonly rule: string; readonly file: string; readonly message: string }[];
  readonly unanalysable: readonly { readonly file: string }[];
}

/**
 * Proves that the tool sees what it claims to see: checks a sound workspace, then plants one violation after the other
 * and looks for each in what the command prints.
 */
export function runSelfTest(run: RunTool, plants: readonly Plant[] = PLANTS): SelfTestResult {
  const root = mkdtempSync(join(tmpdir(), 'boundary-lint-self-test-'));
  try {
    write(root, SOUND);
    linkPackages(root);
    const failures = [...unexpected(JSON.parse(run(root)) as Printed)];
    for (const plant of plants) {
      const undo = write(root, plant.files);
      if (!isReported(plant, JSON.parse(run(root)) as Printed))
        failures.push(`${plant.group}: ${plant.name} (${plant.rule})`);
      undo();
    }
    return { planted: plants.length, failures };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function* unexpected({ violations, unanalysable }: Printed): Iterable<string> {
  for (const { rule, file, message } of violations) yield `sound workspace: ${file} ${rule}: ${message}`;
  for (const { file } of unanalysable) yield `sound workspace: ${file} unanalysable`;
}

function isReported({ rule, file }: Plant, { violations, unanalysable }: Printed): boolean {
  if (rule === 'unanalysable') return unanalysable.some((found) => found.file === file);
  return violations.some((found) => found.rule === rule && (file === '' || found.file === file));
}

/** Writes files; returns a function that restores the previous files. */
function write(root: string, files: Files): () => void {
  writeFiles(root, files);
  return () => {
    for (const path of Object.keys(files)) {
      const before = SOUND[path];
      if (before === undefined) rmSync(join(root, topOf(path)), { recursive: true, force: true });
      else writeFileSync(join(root, path), before);
    }
  };
}

/** The highest folder that only a plant has: nothing of it may stay. */
function topOf(path: string): string {
  const steps = path.split('/');
  for (let depth = 1; depth <= steps.length; depth++) {
    const folder = steps.slice(0, depth).join('/');
    if (!Object.keys(SOUND).some((known) => known === folder || known.startsWith(`${folder}/`))) return folder;
  }
  return path;
}
