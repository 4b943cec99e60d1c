/** A node of the syntax tree, as far as this tool looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Calls a function for every node of a syntax tree, parents first, in the order of the source. */
export function visit(root: Node, each: (node: Node) => void): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      for (let i = next.length - 1; i >= 0; i--) pending.push(next[i]);
    } else if (typeof next === 'object' && next !== null) {
      if (typeof (next as Node).type === 'string') each(next as Node);
      pending.push(Object.values(next));
    }
  }
}
