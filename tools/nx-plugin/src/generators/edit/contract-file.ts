import ts from 'typescript';
import { GeneratorError } from '../generator-error.js';
import { contractFolder } from '../names/context-name.js';
import type { Place } from '../names/message-name.js';
import { kebab } from '../names/words.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { SourceEdit } from './source-edit.js';

/** Adds a message to the list of its contract and to what the contract's package exports. */
export function addToContract(files: WorkspaceFiles, { context, name }: Place): void {
  const folder = `${contractFolder(context)}/src`;
  const from = `./${kebab(name)}.js`;
  const index = SourceEdit.open(files, `${folder}/index.ts`);
  if (exportedNames(index.source).has(name))
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `The contract of ${context} exports ${name} already.`,
      'Take another name.',
    );
  const list = SourceEdit.open(files, fileWithList(files, folder, context));
  const messages = list.findCall('contract')?.arguments[1];
  if (!messages || !ts.isArrayLiteralExpression(messages))
    throw list.unexpected(
      `does not list the messages of ${context} as contract('${context}', […])`,
      'Write the list as an array there; the generator adds to it.',
    );
  index.exportFrom(from, name);
  if (list.path === index.path) {
    index.import(from, name);
    index.append(index.findCall('contract')!.arguments[1] as ts.ArrayLiteralExpression, name);
    index.save();
    return;
  }
  list.import(from, name);
  list.append(messages, name);
  index.save();
  list.save();
}

function fileWithList(files: WorkspaceFiles, folder: string, context: string): string {
  const own = `${folder}/${context}.contract.ts`;
  return files.exists(own) ? own : `${folder}/index.ts`;
}

/** Everything that a file exports by name. */
export function exportedNames(source: ts.SourceFile): Set<string> {
  return new Set(
    source.statements.flatMap((statement) => {
      if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
        return statement.exportClause.elements.map((element) => element.name.text);
      if (ts.isVariableStatement(statement))
        return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
      return [];
    }),
  );
}
