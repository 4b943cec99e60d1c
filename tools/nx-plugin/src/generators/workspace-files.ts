import { GeneratorError } from './generator-error.js';

/** The files of the workspace as a generator sees them: nothing reaches the disk before it has succeeded. Nx's `Tree` is one. */
export interface WorkspaceFiles {
  /** The workspace's folder on disk. All paths are relative to it. */
  readonly root: string;
  read(path: string, encoding: 'utf8'): string | null;
  write(path: string, content: string): void;
  exists(path: string): boolean;
  /** Names of files and folders in a folder; none if there is no such folder. */
  children(folder: string): string[];
  /** What has been written so far. */
  listChanges(): { readonly path: string; readonly type: 'CREATE' | 'UPDATE' | 'DELETE' }[];
}

/** What Nx runs once the files are on disk. */
export type Afterwards = () => Promise<void>;

/** Reads a file that has to be there. */
export function readText(files: WorkspaceFiles, path: string): string {
  const text = files.read(path, 'utf8');
  if (text === null)
    throw new GeneratorError(
      'GENERATOR_LAYOUT',
      `There is no ${path}.`,
      'Put the file back, or add by hand what is missing.',
    );
  return text;
}
