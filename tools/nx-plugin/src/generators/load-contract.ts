import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compilerOf } from '../../src/programs.js';
import { contractFolder } from './names/context-name.js';
import type { WorkspaceFiles } from './workspace-files.js';

/** Builds the contract of a context and loads what it exports: only the values of a schema tell what it takes. */
export async function loadContract(files: WorkspaceFiles, context: string): Promise<Record<string, unknown>> {
  const folder = contractFolder(context);
  execFileSync(process.execPath, [compilerOf(files.root), '-b', folder], { cwd: files.root, stdio: 'inherit' });
  return import(pathToFileURL(join(files.root, folder, 'dist/index.js')).href) as Promise<Record<string, unknown>>;
}
