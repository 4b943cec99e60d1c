import ts from 'typescript';
import { SourceEdit } from '../edit/source-edit.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import type { ContextNames } from './context-names.js';

/** Folder of the deployable that runs every context unless the topology says otherwise. */
export const MONOLITH = 'apps/monolith';

/** Adds a context to those that the monolith knows: topology.json may place it elsewhere, nothing else has to be said. */
export function addToMonolith(files: WorkspaceFiles, { context, prefix }: ContextNames): void {
  const edit = SourceEdit.open(files, `${MONOLITH}/src/contexts.ts`);
  const list = variable(edit.source, 'contexts')?.initializer;
  if (!list || !ts.isObjectLiteralExpression(list))
    throw edit.unexpected(
      'has no `export const contexts = { … }`',
      'Write the contexts as an object there; the generator adds to it.',
    );
  edit.addProperty(
    list,
    context,
    `{
      module: () => import('@modules/${context}').then(({ ${prefix}Module }) => ${prefix}Module),
      api: () => import('@modules/${context}/api').then(({ ${prefix}ApiModule, sdl }) => ({ module: ${prefix}ApiModule, sdl })),
    }`,
  );
  edit.save();
}

function variable(source: ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name);
}
