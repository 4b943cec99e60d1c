import { parseSync } from 'oxc-parser';
import { Bindings } from './bindings.js';
import type { ReExport } from './source-file.js';
import { argumentsOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** Types that are another type with less or more of it. */
const SAME_TYPE =
  /^(?:Pick|Omit|Partial|Required|Readonly|NonNullable|Exclude|Extract|Awaited|InstanceType|ReturnType|Parameters|Array|ReadonlyArray|Promise|Record)$/;
/** Calls that return their argument. */
const GIVES_BACK = /^(?:freeze|seal|assign|resolve|forwardRef|promisify|bind)$/;

/**
 * What the declarations of a file pass on of other files: `export const Product = ProductEntity`, a subclass, a type alias.
 * A declaration that only mentions another file, in a parameter, a field or a body, is one of its own and not listed.
 */
export function passedOnIn(path: string, text: string): readonly ReExport[] {
  const program = parseSync(path, text).program as unknown as Node;
  return new PassedOn(program).found;
}

interface Source {
  readonly specifier: string;
  readonly imported: string;
}

class PassedOn {
  readonly #bindings: Bindings;
  /** Returns, for each declaration of the file, the names that it is made of. */
  readonly #declared = new Map<string, Node[]>();
  readonly #program: Node;

  constructor(program: Node) {
    this.#program = program;
    this.#bindings = new Bindings(program);
    for (const statement of program.body as Node[])
      this.#declare((statement.declaration as Node | null | undefined) ?? statement);
  }

  get found(): ReExport[] {
    return (this.#program.body as Node[]).flatMap((statement) => {
      if (statement.type === 'ExportDefaultDeclaration') {
        const declaration = statement.declaration as Node;
        const made = madeOf(declaration) ?? [declaration];
        return this.#named('default', made);
      }
      if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
      const names = statement.declaration
        ? namesOf(statement.declaration as Node).map((name) => [name, name] as const)
        : (statement.specifiers as Node[]).map(
            ({ exported, local }) => [nameOf(exported) ?? '', nameOf(local) ?? ''] as const,
          );
      return names.flatMap(([name, local]) => this.#named(name, this.#declared.get(local) ?? []));
    });
  }

  #declare(declaration: Node): void {
    if (declaration.type === 'VariableDeclaration') {
      for (const { id, init } of declaration.declarations as { id: Node; init: Node | null }[])
        for (const name of localsOf(id)) if (init) this.#declared.set(name, [init]);
      return;
    }
    const name = nameOf(declaration.id);
    const made = madeOf(declaration);
    if (name !== undefined && made) this.#declared.set(name, [...(this.#declared.get(name) ?? []), ...made]);
  }

  #named(name: string, made: readonly Node[]): ReExport[] {
    return made.flatMap((node) => this.#sources(node, new Set())).map((source) => ({ name, ...source }));
  }

  /** Returns the names of other files that an expression or a type is or contains. */
  #sources(expression: Node, seen: Set<Node>): Source[] {
    const node = unwrap(expression);
    if (seen.has(node)) return [];
    seen.add(node);
    const all = (nodes: readonly (Node | null | undefined)[]): Source[] =>
      nodes.flatMap((part) => (part ? this.#sources(part, seen) : []));
    switch (node.type) {
      case 'Identifier': {
        const name = node.name as string;
        const imported = this.#bindings.imported(name);
        return imported ? [imported] : all(this.#declared.get(name) ?? []);
      }
      case 'MemberExpression':
      case 'TSQualifiedName':
        return this.#member(node, all);
      case 'NewExpression':
        return all([node.callee as Node]);
      case 'ImportExpression': {
        const specifier = this.#bindings.foldOne(node.source as Node);
        return specifier === undefined ? [] : [{ specifier, imported: '*' }];
      }
      case 'CallExpression':
        return this.#call(node, all);
      case 'ArrayExpression':
        return all(node.elements as (Node | null)[]);
      case 'ObjectExpression':
        return all((node.properties as Node[]).map((property) => (property.value ?? property.argument) as Node));
      case 'SpreadElement':
        return all([node.argument as Node]);
      case 'ConditionalExpression':
        return all([node.consequent as Node, node.alternate as Node]);
      case 'LogicalExpression':
        return all([node.left as Node, node.right as Node]);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        return all([returned(node)]);
      case 'TSTypeReference': {
        const written = node.typeName as Node;
        const args = (node.typeArguments as Node | null | undefined)?.params as Node[] | undefined;
        return SAME_TYPE.test(nameOf(written) ?? '') ? all(args ?? []) : all([written]);
      }
      case 'TSTypeQuery':
        return all([node.exprName as Node]);
      case 'TSArrayType':
        return all([node.elementType as Node]);
      case 'TSIndexedAccessType':
        return all([node.objectType as Node]);
      case 'TSUnionType':
      case 'TSIntersectionType':
        return all(node.types as Node[]);
      case 'TSTypeOperator':
      case 'TSParenthesizedType':
        return all([node.typeAnnotation as Node]);
      case 'TSImportType': {
        const specifier = this.#bindings.foldOne((node.source ?? node.argument) as Node);
        return specifier === undefined ? [] : [{ specifier, imported: nameOf(node.qualifier) ?? '*' }];
      }
      case 'ClassExpression':
        return all([node.superClass as Node | null]);
      default:
        return [];
    }
  }

  /** `Catalog.Product` of a namespace is one name of it; a part of anything else is a part of that. */
  #member(node: Node, all: (nodes: readonly Node[]) => Source[]): Source[] {
    const object = unwrap((node.object ?? node.left) as Node);
    const property = node.type === 'TSQualifiedName' ? nameOf(node.right) : this.#bindings.propertyName(node);
    const imported = this.#bindings.imported(nameOf(object) ?? '');
    return imported?.imported === '*' && property !== undefined
      ? [{ specifier: imported.specifier, imported: property }]
      : all([object]);
  }

  #call(node: Node, all: (nodes: readonly Node[]) => Source[]): Source[] {
    const whole = this.#bindings.moduleOf(node);
    if (whole !== undefined) return [{ specifier: whole, imported: '*' }];
    const callee = unwrap(node.callee as Node);
    const name = callee.type === 'MemberExpression' ? this.#bindings.propertyName(callee) : nameOf(callee);
    // A class out of a function of classes: `extends Audited(Product)`.
    return GIVES_BACK.test(name ?? '') || /^[A-Z]/.test(name ?? '') ? all(argumentsOf(node)) : [];
  }
}

/** Returns the parts of a declaration; `undefined` if it declares nothing. */
function madeOf(declaration: Node): Node[] | undefined {
  switch (declaration.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      return declaration.superClass ? [declaration.superClass as Node] : [];
    case 'TSInterfaceDeclaration':
      return ((declaration.extends as Node[] | undefined) ?? []).map(({ expression }) => expression as Node);
    case 'TSTypeAliasDeclaration':
      return [declaration.typeAnnotation as Node];
    case 'FunctionDeclaration':
      return [declaration];
    default:
      return undefined;
  }
}

const namesOf = (declaration: Node): string[] =>
  declaration.type === 'VariableDeclaration'
    ? (declaration.declarations as Node[]).flatMap(({ id }) => localsOf(id as Node))
    : [nameOf(declaration.id) ?? ''];

/** The names that a pattern gives. */
function localsOf(pattern: Node): string[] {
  const name = nameOf(pattern);
  if (name !== undefined) return [name];
  const parts = ((pattern.properties ?? pattern.elements ?? []) as (Node | null)[]).filter((part) => part !== null);
  return parts.flatMap((part) => localsOf((part.value ?? part.argument ?? part.left ?? part) as Node));
}

/** Returns the value that a function only returns: `() => Product`, `() => import('…')`. */
function returned(node: Node): Node | undefined {
  const body = unwrap(node.body as Node);
  if (body.type !== 'BlockStatement') return body;
  const [only, ...more] = body.body as Node[];
  return only?.type === 'ReturnStatement' && more.length === 0
    ? ((only.argument as Node | null) ?? undefined)
    : undefined;
}
