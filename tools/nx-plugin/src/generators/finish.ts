import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { generateAll, SdlError } from '@multilith/codegen';
import { format, resolveConfig } from 'prettier';
import { linkPackages } from '../../src/links.js';
import { PROGRAMS } from '../../src/programs.js';
import { AffectedContracts } from './derived/affected-contracts.js';
import { writeFilesOfCode } from './derived/files-of-code.js';
import { GeneratorError } from './generator-error.js';
import { readText, type Afterwards, type WorkspaceFiles } from './workspace-files.js';

const FORMATTED = /(?<!\.generated)\.(?:ts|graphql|json)$/;

/**
 * The end of every generator: generates the types of changed SDL and formats what was written, all before anything
 * reaches the disk. What it returns links new packages and writes what is generated from the code, which both read the
 * disk.
 *
 * @param next what to do now, one line each
 */
export async function finish(files: WorkspaceFiles, next: readonly string[]): Promise<Afterwards> {
  await writeApiTypes(files);
  for (const { path, type } of files.listChanges())
    if (type !== 'DELETE' && FORMATTED.test(path) && path !== 'package-lock.json') await formatFile(files, path);
  const contracts = new AffectedContracts(files);
  return async () => {
    linkPackages(files.root);
    writeFilesOfCode(files.root);
    writeContracts(files.root, contracts.folders());
    console.log(`\nNext:\n${next.map((line) => `  ${line}`).join('\n')}`);
  };
}

/**
 * Writes the generated files of contracts. If that fails, one of them does not compile yet; the files of the generator
 * stay. A process of its own, because the contract may have been loaded here as it was before.
 */
function writeContracts(root: string, folders: readonly string[]): void {
  if (folders.length === 0) return;
  try {
    execFileSync(process.execPath, [PROGRAMS.contract, 'write', ...folders], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    console.error('! The locks of the contracts could not be written. Correct that, then: npx nx run-many -t contract');
  }
}

async function writeApiTypes(files: WorkspaceFiles): Promise<void> {
  const written = files.listChanges().filter(({ path }) => path.endsWith('.graphql'));
  if (written.length === 0) return;
  try {
    const generated = await generateAll(files.root, new Map(written.map(({ path }) => [path, readText(files, path)])));
    const concerned = new Set(written.map(({ path }) => dirname(path)));
    for (const { path, content } of generated) if (concerned.has(dirname(path))) files.write(path, content);
  } catch (error) {
    if (!(error instanceof SdlError)) throw error;
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `The GraphQL API would no longer be sound: ${error.faults.join('; ')}.`,
      'Take another name; types are named once for all contexts.',
    );
  }
}

async function formatFile(files: WorkspaceFiles, path: string): Promise<void> {
  const filepath = join(files.root, path);
  const config = await resolveConfig(filepath, { editorconfig: true });
  files.write(path, await format(readText(files, path), { ...config, filepath }));
}
