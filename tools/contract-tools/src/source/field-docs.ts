import type { ContractPackages } from './contract-packages.js';
import type { ContractSources } from './contract-sources.js';
import type { Declaration, ParsedSource } from './parsed-source.js';
import { argumentsOf, nameOf, propertiesOf, unwrap, type Node } from './syntax-tree.js';

/** Doc comments of the fields of a schema by path, like `lines.sku`. Lists and maps add nothing to a path. */
export type FieldDocs = ReadonlyMap<string, string>;

/** An expression with what its names stand for. */
interface Scope {
  readonly source: ParsedSource;
  readonly sources: ContractSources;
  /** Parameters of the function that the expression is in. */
  readonly parameters: ReadonlyMap<string, Placed>;
}

interface Placed {
  readonly node: Node;
  readonly scope: Scope;
}

/** Methods whose arguments describe no fields. */
const WITHOUT_FIELDS = new Set(['pick', 'omit', 'partial', 'required', 'refine', 'superRefine', 'meta', 'default']);
const MAX_DEPTH = 50;

/**
 * Reads the doc comments of fields from the expression that makes a schema: through constants, spreads, `.pick()`,
 * `.extend()`, `X.shape.field`, and functions that return a schema.
 */
export class FieldDocReader {
  readonly #packages: ContractPackages;

  constructor(packages: ContractPackages) {
    this.#packages = packages;
  }

  read(node: Node | undefined, source: ParsedSource, sources: ContractSources): FieldDocs {
    const docs = new Map<string, string>();
    if (node) this.#collect({ node, scope: { source, sources, parameters: new Map() } }, '', docs, 0);
    return docs;
  }

  #collect({ node: wrapped, scope }: Placed, path: string, docs: Map<string, string>, depth: number): void {
    if (depth > MAX_DEPTH) return;
    const node = unwrap(wrapped);
    const into = (next: Node, at = path): void => this.#collect({ node: next, scope }, at, docs, depth + 1);
    switch (node.type) {
      case 'Identifier': {
        const named = this.#named(nameOf(node)!, scope);
        return named && this.#collect(named, path, docs, depth + 1);
      }
      case 'ArrayExpression':
        return (node.elements as (Node | null)[]).forEach((element) => element && into(element));
      case 'ObjectExpression':
        return this.#collectObject(node, scope, path, docs, depth);
      case 'MemberExpression':
        return this.#collectShapeField(node, scope, path, docs, depth);
      case 'CallExpression':
        return this.#collectCall({ node, scope }, path, docs, depth);
      default:
    }
  }

  #collectObject(object: Node, scope: Scope, path: string, docs: Map<string, string>, depth: number): void {
    for (const property of object.properties as Node[])
      if (property.type === 'SpreadElement')
        this.#collect({ node: property.argument as Node, scope }, path, docs, depth + 1);
    for (const { name, node, value } of propertiesOf(object)) {
      const own = path === '' ? name : `${path}.${name}`;
      const doc = scope.source.docBefore(node.start);
      if (doc !== undefined) docs.set(own, doc);
      this.#collect({ node: value, scope }, own, docs, depth + 1);
    }
  }

  /** `Customer.shape.email` has the docs of that field. */
  #collectShapeField(node: Node, scope: Scope, path: string, docs: Map<string, string>, depth: number): void {
    const shape = node.object as Node;
    const field = nameOf(node.property);
    if (shape.type !== 'MemberExpression' || nameOf(shape.property) !== 'shape' || field === undefined) return;
    const all = new Map<string, string>();
    this.#collect({ node: shape.object as Node, scope }, '', all, depth + 1);
    for (const [at, doc] of all)
      if ((at === field || at.startsWith(`${field}.`)) && !docs.has(path + at.slice(field.length)))
        docs.set(path + at.slice(field.length), doc);
  }

  #collectCall({ node, scope }: Placed, path: string, docs: Map<string, string>, depth: number): void {
    const callee = unwrap(node.callee as Node);
    const into = (next: Node): void => this.#collect({ node: next, scope }, path, docs, depth + 1);
    if (callee.type === 'MemberExpression') {
      const method = nameOf(callee.property) ?? '';
      into(callee.object as Node);
      if (WITHOUT_FIELDS.has(method)) return;
      // A codec travels in the form of its first side.
      return (method === 'codec' ? argumentsOf(node).slice(0, 1) : argumentsOf(node)).forEach(into);
    }
    const called = nameOf(callee) === undefined ? undefined : this.#named(nameOf(callee)!, scope);
    const returned = called && returnedBy(called.node);
    if (!returned) return argumentsOf(node).forEach(into);
    const parameters = new Map<string, Placed>();
    (called.node.params as Node[]).forEach((parameter, i) => {
      const argument = argumentsOf(node)[i];
      const name = nameOf(parameter);
      if (name !== undefined && argument) parameters.set(name, { node: argument, scope });
    });
    this.#collect({ node: returned, scope: { ...called.scope, parameters } }, path, docs, depth + 1);
  }

  /** What a name stands for, in this file, another file of the package, or another contract package. */
  #named(name: string, { source, sources, parameters }: Scope): Placed | undefined {
    const parameter = parameters.get(name);
    if (parameter) return parameter;
    const found = this.#declarationOf(name, source, sources);
    return found && { node: found.declaration.node, scope: { ...found, parameters: new Map() } };
  }

  #declarationOf(
    name: string,
    source: ParsedSource,
    sources: ContractSources,
  ): { source: ParsedSource; sources: ContractSources; declaration: Declaration } | undefined {
    const own = sources.declarationOf(source, name);
    if (own) return { ...own, sources };
    const imported = source.imports.get(name);
    if (!imported || imported.specifier.startsWith('.')) return undefined;
    const other = this.#packages.named(imported.specifier);
    const found = other?.exportedBy(imported.imported);
    return other && found && { ...found, sources: other };
  }
}

/** The expression that a function returns; `undefined` for anything but a function with one plain result. */
function returnedBy(node: Node): Node | undefined {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionDeclaration') return undefined;
  const body = node.body as Node;
  if (body.type !== 'BlockStatement') return body;
  const last = (body.body as Node[]).at(-1);
  return last?.type === 'ReturnStatement' ? ((last.argument as Node | null) ?? undefined) : undefined;
}
