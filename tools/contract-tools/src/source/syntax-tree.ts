/** A node of a syntax tree, as far as these readers look at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Calls a function for every node of a tree, parents first, in the order of the source. */
export function visit(
  node: Node,
  each: (node: Node, parent: Node | undefined, key: string) => void,
  parent?: Node,
  key = '',
): void {
  each(node, parent, key);
  for (const [name, child] of Object.entries(node)) {
    if (Array.isArray(child)) {
      for (const item of child) if (isNode(item)) visit(item, each, node, name);
    } else if (isNode(child)) visit(child, each, node, name);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Returns the name of an identifier; `undefined` for anything else. */
export const nameOf = (node: unknown): string | undefined =>
  (node as Node | undefined | null)?.type === 'Identifier' ? ((node as Node).name as string) : undefined;

/** Returns the value of a literal; `undefined` for anything else. */
export const literalOf = (node: Node | undefined): unknown => (node?.type === 'Literal' ? node.value : undefined);

/** The arguments of a call. */
export const argumentsOf = (call: Node | undefined): readonly Node[] =>
  ((call?.arguments as Node[] | undefined) ?? []).map(unwrap);

const WRAPPERS = new Set(['ParenthesizedExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** Returns an expression without parentheses and type assertions. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (WRAPPERS.has(inner.type)) inner = inner.expression as Node;
  return inner;
}

/** The properties of an object literal with a known name, in order. */
export function propertiesOf(
  object: Node | undefined,
): { readonly name: string; readonly node: Node; readonly value: Node }[] {
  if (object?.type !== 'ObjectExpression') return [];
  return (object.properties as Node[]).flatMap((node) => {
    if (node.type !== 'Property' || node.computed === true) return [];
    const key = node.key as Node;
    const name = nameOf(key) ?? (typeof key.value === 'string' ? key.value : undefined);
    return name === undefined ? [] : [{ name, node, value: unwrap(node.value as Node) }];
  });
}

/** The value of a property in an object literal. */
export const propertyOf = (object: Node | undefined, name: string): Node | undefined =>
  propertiesOf(object).find((property) => property.name === name)?.value;
