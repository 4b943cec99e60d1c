import { realpathSync } from 'node:fs';
import { isTest, type PlacedFile } from '../rules/file-in-context.js';
import { readConfig } from './config.js';
import { FileTree } from './tree.js';
import { Workspace } from './workspace.js';

/** A source file of a workspace, with its unit. */
export interface SourceInWorkspace extends PlacedFile {
  /** Whether it is test code. */
  readonly isTest: boolean;
}

/**
 * Lists every source file of a workspace with the unit it belongs to, in a stable order. No file is read. Files in places
 * that the layout does not know are left out.
 *
 * @param root folder of the workspace
 *
 * @throws NotAWorkspaceError if the folder has neither modules nor contracts
 */
export function placedFiles(root: string): SourceInWorkspace[] {
  const folder = realpathSync(root);
  const workspace = Workspace.read(folder, readConfig(folder));
  return new FileTree(folder).sources.flatMap((file) => {
    const from = workspace.unitOf(file);
    const path = workspace.pathOf(file);
    return from ? [{ file, path, from, isTest: isTest(path) }] : [];
  });
}
