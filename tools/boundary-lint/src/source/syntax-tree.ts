import { visitorKeys } from 'oxc-parser';

/** A node of the syntax tree, as far as this tool looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Calls a function for every node of a syntax tree, parents first, in the order of the source. */
export function visit(root: Node, each: (node: Node, parent: Node | undefined, key: string) => void): void {
  const walk = (node: Node, parent: Node | undefined, key: string): void => {
    each(node, parent, key);
    // The parser says which properties hold nodes; all others need not be looked at.
    for (const name of (visitorKeys as ChildKeys)[node.type] ?? Object.keys(node)) {
      const child = node[name];
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) walk(item, node, name);
      } else if (isNode(child)) walk(child, node, name);
    }
  };
  walk(root, undefined, '');
}

type ChildKeys = Readonly<Record<string, readonly string[] | undefined>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The name of an identifier; `undefined` for anything else. */
export const nameOf = (node: unknown): string | undefined =>
  (node as Node | undefined)?.type === 'Identifier' ? ((node as Node).name as string) : undefined;

const WRAPPERS = new Set([
  'ParenthesizedExpression',
  'ChainExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'AwaitExpression',
]);

/** An expression without what does not change its value: parentheses, type assertions, `await`. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    if (WRAPPERS.has(inner.type)) inner = (inner.expression ?? inner.argument) as Node;
    else if (inner.type === 'SequenceExpression') inner = (inner.expressions as Node[]).at(-1)!;
    else return inner;
  }
}

/** The arguments of a call, without wrappers. */
export const argumentsOf = (call: Node): Node[] => ((call.arguments as Node[] | undefined) ?? []).map(unwrap);

/** The value node of a property in an object literal. */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== 'ObjectExpression') return undefined;
  for (const property of object.properties as Node[])
    if (property.type === 'Property' && keyOf(property) === name) return unwrap(property.value as Node);
  return undefined;
}

/** The name of a property that is not computed. */
export function keyOf(property: Node): string | undefined {
  const key = property.key as Node;
  if (property.computed !== true && key.type === 'Identifier') return key.name as string;
  return key.type === 'Literal' ? String(key.value) : undefined;
}
