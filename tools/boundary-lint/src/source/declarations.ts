import { keyOf, nameOf, visit, type Node } from './syntax-tree.js';

/** A local name that an import statement (or a destructured `require`) gives. */
export interface ImportedName {
  readonly specifier: string;
  /** As the other file exports it; `'*'` for the whole module, `'default'` for its default. */
  readonly imported: string;
}

/** A name that was destructured from an object. */
export interface TakenName {
  readonly object: Node;
  readonly property: string;
  /** Whether nothing else can have been assigned to it. */
  readonly constant: boolean;
}

/**
 * What declares the names of a file. A name counts only where one declaration gives it, so that shadowing makes it
 * unknown instead of wrong.
 */
export class Declarations {
  /** Initializers of constants; `undefined` for names that may be anything. */
  readonly constants = new Map<string, Node | undefined>();
  /** Values that are assigned to names which are no constants. */
  readonly assigned = new Map<string, Node[]>();
  readonly imported = new Map<string, ImportedName>();
  readonly taken = new Map<string, TakenName>();
  /** The ranges of functions other than arrow functions. */
  readonly functions: (readonly [start: number, end: number])[] = [];
  /** Classes without a superclass. */
  readonly whole = new Set<string>();
  /** Parameters of functions that are given to calls which hand them a query or a transaction. */
  readonly handed = new Set<string>();
  /** Objects whose properties are assigned to. */
  readonly written = new Set<string>();
  /** Types that are written behind names: of variables, parameters and fields of classes. */
  readonly types = new Map<string, Node[]>();
  /** The initial values of class fields. */
  readonly fields = new Map<string, Node[]>();

  constructor(program: Node) {
    visit(program, (node, parent) => this.#collect(node, parent));
  }

  #collect(node: Node, parent: Node | undefined): void {
    switch (node.type) {
      case 'VariableDeclarator':
        this.#declare(node, parent);
        break;
      case 'AssignmentExpression': {
        const name = nameOf(node.left);
        const written = nameOf((node.left as Node).object);
        if (written !== undefined) this.written.add(written);
        if (name !== undefined) this.assigned.set(name, [...(this.assigned.get(name) ?? []), node.right as Node]);
        break;
      }
      case 'ImportDeclaration':
        for (const item of node.specifiers as Node[])
          this.imported.set(nameOf(item.local)!, {
            specifier: (node.source as Node).value as string,
            imported: importedName(item),
          });
        break;
      case 'TSImportEqualsDeclaration': {
        const reference = node.moduleReference as Node;
        if (reference.type === 'TSExternalModuleReference')
          this.imported.set(nameOf(node.id)!, {
            specifier: (reference.expression as Node).value as string,
            imported: '*',
          });
        break;
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassDeclaration':
        if (node.type.startsWith('Function')) this.functions.push([node.start, node.end]);
        if (node.type.endsWith('Declaration')) this.#unknown(nameOf(node.id));
        if (node.type === 'ClassDeclaration' && !node.superClass && node.declare !== true && nameOf(node.id))
          this.whole.add(nameOf(node.id)!);
        for (const parameter of (node.params as Node[] | undefined) ?? []) {
          this.#unknownPattern(parameter);
          this.#typed(parameter);
        }
        break;
      case 'CallExpression':
        this.#handed(node);
        break;
      case 'PropertyDefinition': {
        const name = fieldName(node.key as Node);
        if (name !== undefined && node.value) push(this.fields, name, node.value as Node);
        if (name !== undefined) this.#annotated(name, node);
        break;
      }
      case 'CatchClause':
        if (node.param) this.#unknownPattern(node.param as Node);
        break;
      default:
    }
  }

  /** `dataSource.transaction((m) => …)`, `builder.addSelect((q) => …)` */
  #handed(call: Node): void {
    const method = nameOf((call.callee as Node).property);
    if (method === undefined || !HANDS_QUERY.test(method)) return;
    for (const argument of call.arguments as Node[]) {
      const name = nameOf((argument.params as Node[] | undefined)?.[0]);
      if (name !== undefined) this.handed.add(name);
    }
  }

  #declare(node: Node, parent: Node | undefined): void {
    const id = node.id as Node;
    const init = (node.init as Node | null) ?? undefined;
    const name = nameOf(id);
    if (name !== undefined) {
      this.#annotated(name, id);
      const constant = parent?.kind === 'const' && !this.constants.has(name);
      if (constant) this.constants.set(name, init);
      else {
        if (init) this.assigned.set(name, [...(this.assigned.get(name) ?? []), init]);
        if (!this.constants.has(name)) this.constants.set(name, undefined);
        else if (parent?.kind === 'const') this.assigned.set(name, this.assigned.get(name) ?? []);
      }
      return;
    }
    if (init && id.type === 'ObjectPattern') this.#take(id, init, parent?.kind === 'const');
    else this.#unknownPattern(id);
  }

  /** The type of a parameter: `hash: Hash`, `hash: Hash = …`, `private readonly hash: Hash`. */
  #typed(parameter: Node): void {
    if (parameter.type === 'TSParameterProperty') return this.#typed(parameter.parameter as Node);
    if (parameter.type === 'AssignmentPattern') return this.#typed(parameter.left as Node);
    const name = nameOf(parameter);
    if (name !== undefined) this.#annotated(name, parameter);
  }

  #annotated(name: string, { typeAnnotation }: Node): void {
    const type = (typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined;
    if (type) push(this.types, name, type);
  }

  #take(pattern: Node, object: Node, constant: boolean): void {
    for (const item of pattern.properties as Node[]) {
      const local = item.type === 'Property' ? nameOf(item.value) : undefined;
      const property = item.type === 'Property' ? keyOf(item) : undefined;
      if (local === undefined || property === undefined) this.#unknownPattern(item);
      else {
        if (!this.constants.has(local)) this.taken.set(local, { object, property, constant });
        this.#unknown(local);
      }
    }
  }

  /** Returns the names that a pattern declares; its defaults, types and decorators declare no names. */
  #unknownPattern(pattern: Node): void {
    const others: (readonly [start: number, end: number])[] = [];
    visit(pattern, (node, parent, key) => {
      if (
        key === 'typeAnnotation' ||
        node.type === 'Decorator' ||
        (parent?.type === 'AssignmentPattern' && key === 'right')
      )
        others.push([node.start, node.end]);
      if (node.type !== 'Identifier' || others.some(([start, end]) => start <= node.start && node.end <= end)) return;
      this.#unknown(nameOf(node));
    });
  }

  #unknown(name: string | undefined): void {
    if (name === undefined) return;
    if (this.constants.has(name)) this.assigned.set(name, this.assigned.get(name) ?? []);
    else this.constants.set(name, undefined);
  }
}

/** Methods that hand a query builder, an entity manager or a transaction to the function they are given. */
const HANDS_QUERY =
  /^(?:\$?transaction|subQuery|from|addFrom|addSelect|where|andWhere|orWhere|having|leftJoin|innerJoin|(?:left|inner)JoinAnd\w+|addCommonTableExpression)$/;

function importedName(item: Node): string {
  if (item.type === 'ImportDefaultSpecifier') return 'default';
  if (item.type === 'ImportNamespaceSpecifier') return '*';
  return nameOf(item.imported) ?? String((item.imported as Node).value);
}

/** The name of a field, private ones included. */
const fieldName = (key: Node): string | undefined =>
  key.type === 'PrivateIdentifier' ? (key.name as string) : nameOf(key);

function push(map: Map<string, Node[]>, name: string, node: Node): void {
  const known = map.get(name);
  if (known) known.push(node);
  else map.set(name, [node]);
}
