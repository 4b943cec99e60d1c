import { posix } from 'node:path';
import ts from 'typescript';
import type { ContractSources } from './contract-sources.js';
import { valueIn, type DeclaredMessage } from './declared-message.js';

/** The fields of a message as they are written: the code of each schema by the field's name. */
export type Fields = ReadonlyMap<string, string>;

/** Returns the fields that are written out; none if the payload or input is put together in another way. */
export function fieldsOf(sources: ContractSources, { path, options }: DeclaredMessage): Fields {
  const schema = valueIn(options, 'payload') ?? valueIn(options, 'input');
  const object = schema && objectOf(sources, path, schema, 0);
  const fields = object ? [...object.properties].filter(ts.isPropertyAssignment) : [];
  return new Map(fields.map(({ name, initializer }) => [nameOf(name), initializer.getText().replace(/\s+/g, ' ')]));
}

const nameOf = (name: ts.PropertyName): string => (ts.isStringLiteralLike(name) ? name.text : name.getText());

/** The object literal of `z.object({ … })`, also behind a name or in front of `.refine(…)`. */
function objectOf(
  sources: ContractSources,
  path: string,
  node: ts.Expression,
  depth: number,
): ts.ObjectLiteralExpression | undefined {
  if (depth > 10) return undefined;
  if (ts.isIdentifier(node)) return named(sources, path, node, depth);
  if (!ts.isCallExpression(node)) return undefined;
  const [first] = node.arguments;
  if (/\.(?:object|strictObject|looseObject)$/.test(node.expression.getText()))
    return first && ts.isObjectLiteralExpression(first) ? first : undefined;
  return ts.isPropertyAccessExpression(node.expression)
    ? objectOf(sources, path, node.expression.expression, depth + 1)
    : undefined;
}

function named(
  sources: ContractSources,
  path: string,
  { text: name }: ts.Identifier,
  depth: number,
): ts.ObjectLiteralExpression | undefined {
  const source = ts.createSourceFile(path, sources.get(path) ?? '', ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name: declared, initializer } of statement.declarationList.declarations)
        if (declared.getText() === name && initializer) return objectOf(sources, path, initializer, depth + 1);
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find((each) => each.name.text === name);
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    if (!element || !from.startsWith('.')) continue;
    const target = posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts');
    return named(sources, target, (element.propertyName ?? element.name) as ts.Identifier, depth + 1);
  }
  return undefined;
}
