import ts from 'typescript';

/** A name that code refers to, as a value or as a type. */
export interface Reference {
  readonly name: string;
  readonly isType: boolean;
}

/** Returns the names that a node refers to, properties left out. */
export function referencesIn(node: ts.Node): Reference[] {
  const found = new Map<string, Reference>();
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each) && isReference(each)) {
      const isType = ts.isTypeReferenceNode(each.parent) || isExtendedInterface(each.parent);
      found.set(`${each.text}:${isType}`, { name: each.text, isType });
    }
    ts.forEachChild(each, visit);
  };
  visit(node);
  return [...found.values()];
}

function isReference(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== identifier;
  if (ts.isQualifiedName(parent)) return parent.right !== identifier;
  if (ts.isBindingElement(parent)) return parent.initializer === identifier;
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === identifier;
  if (ts.isPropertyAssignment(parent)) return parent.name !== identifier;
  if (ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) return false;
  if (ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent) || ts.isTypeParameterDeclaration(parent))
    return false;
  return !ts.isTypeAliasDeclaration(parent) && !ts.isInterfaceDeclaration(parent) && !ts.isNamedTupleMember(parent);
}

const isExtendedInterface = (node: ts.Node): boolean =>
  ts.isExpressionWithTypeArguments(node) && ts.isInterfaceDeclaration(node.parent.parent);
