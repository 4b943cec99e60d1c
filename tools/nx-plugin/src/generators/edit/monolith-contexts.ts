import ts from 'typescript';
import type { WorkspaceFiles } from '../workspace-files.js';
import { SourceEdit } from './source-edit.js';

/** Folder of the deployable that runs every context unless the topology says otherwise. */
export const MONOLITH = 'apps/monolith';

/** Adds a context to those that the monolith knows: topology.json may place it elsewhere, nothing else has to be said. */
export function addToMonolith(files: WorkspaceFiles, context: string, prefix: string, hasApi: boolean): void {
  const { edit, contexts } = openContexts(files);
  const module = `module: () => import('@modules/${context}').then(({ ${prefix}Module }) => ${prefix}Module)`;
  edit.addProperty(contexts, context, `{ ${module}, ${hasApi ? `api: ${apiLoader(context, prefix)}` : ''} }`);
  edit.save();
}

/** Lets the monolith load the API of a context that it knows already. */
export function addApiToMonolith(files: WorkspaceFiles, context: string, prefix: string): void {
  const { edit, contexts } = openContexts(files);
  const entries = edit.objectIn(contexts, context) ?? edit.objectIn(contexts, `'${context}'`);
  if (!entries)
    throw edit.unexpected(
      `does not list ${context} as an object with its module`,
      `Write \`${context}: { module: () => … }\` there; the generator adds to it.`,
    );
  edit.appendProperty(entries, 'api', apiLoader(context, prefix));
  edit.save();
}

const apiLoader = (context: string, prefix: string): string =>
  `() => import('@modules/${context}/api').then(({ ${prefix}ApiModule, sdl }) => ({ module: ${prefix}ApiModule, sdl }))`;

function openContexts(files: WorkspaceFiles): { edit: SourceEdit; contexts: ts.ObjectLiteralExpression } {
  const edit = SourceEdit.open(files, `${MONOLITH}/src/contexts.ts`);
  const contexts = variable(edit.source, 'contexts')?.initializer;
  if (contexts && ts.isObjectLiteralExpression(contexts)) return { edit, contexts };
  throw edit.unexpected(
    'has no `export const contexts = { … }`',
    'Write the contexts as an object there; the generator adds to it.',
  );
}

function variable(source: ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name);
}
