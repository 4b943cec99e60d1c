import type { Import } from './source-file.js';
import { nameOf, type Node } from './syntax-tree.js';

/** Narrows `import * as contract` to the members that are used. */
export class NamespaceMembers {
  /** Local name to the offset of its specifier. */
  readonly #locals = new Map<string, number>();
  readonly #members = new Map<string, Set<string>>();

  constructor(program: Node) {
    for (const statement of program.body as Node[])
      if (statement.type === 'ImportDeclaration')
        for (const item of statement.specifiers as Node[])
          if (item.type === 'ImportNamespaceSpecifier')
            this.#locals.set(nameOf(item.local)!, (statement.source as Node).start);
  }

  read(node: Node, parent: Node | undefined, key: string): void {
    const name = nameOf(node);
    if (name === undefined || !this.#locals.has(name) || parent?.type === 'ImportNamespaceSpecifier') return;
    if ((parent?.type === 'MemberExpression' && key === 'property' && parent.computed !== true) || key === 'key')
      return;
    const members = this.#members.get(name) ?? new Set();
    this.#members.set(name, members);
    const member =
      parent?.type === 'MemberExpression' && parent.computed !== true
        ? nameOf(parent.property)
        : parent?.type === 'TSQualifiedName'
          ? nameOf(parent.right)
          : undefined;
    members.add(member ?? '*');
  }

  apply(imports: Import[]): void {
    for (const [local, start] of this.#locals) {
      const at = imports.findIndex((item) => item.start === start);
      const item = imports[at];
      if (!item) continue;
      const others = item.names.filter((name) => name !== '*');
      imports[at] = { ...item, names: [...others, ...(this.#members.get(local) ?? [])] };
    }
  }
}
