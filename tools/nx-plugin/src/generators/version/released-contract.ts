import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract, MessageClass } from '@multilith/contract';
import ts from 'typescript';
import { compilerOf } from '../../../src/programs.js';
import { GeneratorError } from '../generator-error.js';
import { contractFolder } from '../names/context-name.js';
import { readManifests } from '../packages/manifests.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';
import type { ContractSources } from './contract-sources.js';

/** A contract as one revision declares it, loaded. */
export interface ReleasedContract {
  /** What its package exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Its messages by their names, like `orders.OrderPlaced`. */
  readonly messages: ReadonlyMap<string, MessageClass>;
}

/**
 * Loads the sources of a contract, whose current ones may not compile: each file is stripped of its types, and all are
 * imported from a temporary folder. Only a loaded schema shows which values it accepts.
 *
 * @throws GeneratorError GENERATOR_LAYOUT if the sources cannot be loaded
 */
export async function releasedContract(
  files: WorkspaceFiles,
  context: string,
  sources: ContractSources,
): Promise<ReleasedContract> {
  buildDependencies(files, context);
  const source = `${contractFolder(context)}/src`;
  // In the package, so that its imports are found.
  const built = join(files.root, contractFolder(context), 'dist');
  mkdirSync(built, { recursive: true });
  const folder = mkdtempSync(join(built, 'released-'));
  try {
    for (const [path, text] of sources) write(join(folder, posix.relative(source, path)), text);
    const exports = (await import(pathToFileURL(join(folder, 'index.js')).href)) as Record<string, unknown>;
    const contract = Object.values(exports).find((each): each is Contract => isContract(each, context));
    return { exports, messages: contract?.messages ?? new Map() };
  } catch (error) {
    throw new GeneratorError(
      'GENERATOR_LAYOUT',
      `The contract of ${context} cannot be loaded: ${error instanceof Error ? error.message : String(error)}.`,
      'Correct it, or name a revision in which it works: --base=<revision>.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!path.endsWith('.ts')) return writeFileSync(path, text);
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: false },
  });
  writeFileSync(path.replace(/\.ts$/, '.js'), outputText);
}

/** Builds the packages of the workspace that the contract imports. */
function buildDependencies(files: WorkspaceFiles, context: string): void {
  const packages = readManifests(files);
  const { dependencies = {} } = JSON.parse(readText(files, `${contractFolder(context)}/package.json`)) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  const folders = Object.keys(dependencies)
    .map((name) => packages.get(name)?.folder)
    .filter((folder) => folder !== undefined && files.exists(`${folder}/tsconfig.json`)) as string[];
  if (folders.length > 0)
    execFileSync(process.execPath, [compilerOf(files.root), '-b', ...folders], { cwd: files.root, stdio: 'inherit' });
}

const isContract = (value: unknown, context: string): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  (value as Partial<Contract>).name === context &&
  (value as Partial<Contract>).messages instanceof Map;
