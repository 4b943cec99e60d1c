import { exportedNames } from './edit/contract-file.js';
import { SourceEdit } from './edit/source-edit.js';
import { contractFolder } from './names/context-name.js';
import type { Access } from './names/access.js';
import type { Place } from './names/message-name.js';
import type { commandPhrase, Phrase } from './names/phrases.js';
import { addDependency } from './packages/new-package.js';
import type { WorkspaceFiles } from './workspace-files.js';

/** What is written of a command or a query. */
export interface MessageParts extends Place {
  readonly access: Access;
  readonly phrase: ReturnType<typeof commandPhrase>;
}

/** How a message writes an id: with the shared kernel's type, `OrderId`, where there is one, else as a UUID. */
export interface IdType {
  /** A line that imports it, with its end; empty for a plain UUID. */
  readonly importLine: string;
  /** `OrderId` or `z.uuid()` */
  readonly schema: string;
}

/** The package with value types that several contracts use. A workspace may do without. */
const SHARED = '@contracts/shared';

/** The type of a phrase's id; makes the contract depend on the shared kernel if it comes from there. */
export function idTypeOf(files: WorkspaceFiles, context: string, { type }: Phrase): IdType {
  const name = `${type}Id`;
  if (type === '' || !sharedExports(files, name)) return { importLine: '', schema: 'z.uuid()' };
  addDependency(files, contractFolder(context), SHARED);
  return { importLine: `import { ${name} } from '${SHARED}';\n`, schema: name };
}

/** Whether there is a shared kernel that exports a name. */
export function sharedExports(files: WorkspaceFiles, name: string): boolean {
  const index = `${contractFolder('shared')}/src/index.ts`;
  return files.exists(index) && exportedNames(SourceEdit.open(files, index).source).has(name);
}

/** An id for specs. */
export const SOME_ID = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
