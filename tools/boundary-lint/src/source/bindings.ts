import { Place } from './source-file.js';
import { argumentsOf, nameOf, unwrap, visit, type Node } from './syntax-tree.js';

/** A local name that an import statement (or a destructured `require`) gives. */
export interface ImportedName {
  readonly specifier: string;
  /** As the other file exports it; `'*'` for the whole module, `'default'` for its default. */
  readonly imported: string;
}

/** More spellings than this of one expression are treated as unknown. */
const MANY = 16;

/**
 * What the names in a file stand for. A name counts only where one declaration gives it, so that shadowing makes it
 * unknown instead of wrong.
 */
export class Bindings {
  readonly #constants = new Map<string, Node | undefined>();
  readonly #assigned = new Map<string, Node[]>();
  readonly #imported = new Map<string, ImportedName>();
  readonly #following = new Set<string>();
  /** Names destructured from a constant object. */
  readonly #taken = new Map<string, { readonly object: Node; readonly property: string }>();
  /** Objects whose properties are assigned to. */
  readonly #written = new Set<string>();

  constructor(program: Node) {
    visit(program, (node, parent) => this.#collect(node, parent));
  }

  /** What was imported under a local name. */
  imported(name: string): ImportedName | undefined {
    return this.#imported.get(name);
  }

  /** The object and property that a name was destructured from: `const { resolve } = require`. */
  takenFrom(name: string): { readonly object: Node; readonly property: string } | undefined {
    return this.#taken.get(name);
  }

  /** Expressions that a local name may stand for: its initializer and whatever is assigned to it. */
  valuesOf(name: string): Node[] {
    const init = this.#constants.get(name);
    return [...(init ? [init] : []), ...(this.#assigned.get(name) ?? [])];
  }

  /** The module an expression is the whole of: `fs` after `import fs from 'node:fs'`, or `require('fs')`. */
  moduleOf(expression: Node): string | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      const from = this.#imported.get(name);
      if (from?.imported === 'promises') return `${from.specifier}/promises`;
      if (from) return from.imported === '*' || from.imported === 'default' ? from.specifier : undefined;
      return this.#follow(name, (value) => this.moduleOf(value));
    }
    if (node.type === 'ImportExpression') return this.foldOne(node.source as Node);
    if (node.type === 'CallExpression') {
      const callee = unwrap(node.callee as Node);
      const builtin = callee.type === 'MemberExpression' && this.propertyName(callee) === 'getBuiltinModule';
      return builtin || nameOf(callee) === 'require' ? this.foldOne(argumentsOf(node)[0]) : undefined;
    }
    if (node.type !== 'MemberExpression') return undefined;
    const object = this.moduleOf(node.object as Node);
    const property = this.propertyName(node);
    if (object === undefined) return undefined;
    return property === 'default' ? object : property === 'promises' ? `${object}/promises` : undefined;
  }

  /** What a function or class is called in the module it comes from: `{ specifier: 'node:fs', imported: 'readFile' }`. */
  originOf(expression: Node): ImportedName | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      const from = this.#imported.get(name);
      if (from) return from;
      return this.#follow(name, (value) => this.originOf(value));
    }
    if (node.type !== 'MemberExpression') return undefined;
    const specifier = this.moduleOf(node.object as Node);
    const imported = this.propertyName(node);
    return specifier !== undefined && imported !== undefined ? { specifier, imported } : undefined;
  }

  /** The property that a member expression takes. */
  propertyName(member: Node): string | undefined {
    return member.computed === true ? this.foldOne(member.property as Node) : nameOf(member.property);
  }

  /** The one value of an expression; `undefined` where there are several or it cannot be known. */
  foldOne(node: Node | undefined): string | undefined {
    const values = this.fold(node);
    return values?.length === 1 ? values[0] : undefined;
  }

  /** Every value a string expression can have; `undefined` when one of them cannot be known. */
  fold(expression: Node | undefined, depth = 0): string[] | undefined {
    if (!expression || depth > 20) return undefined;
    const node = unwrap(expression);
    const inner = (next: unknown): string[] | undefined => this.fold(next as Node, depth + 1);
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? [String(node.value)] : undefined;
      case 'TSLiteralType':
        return inner(node.literal);
      case 'ImportExpression':
        return inner(node.source);
      case 'TemplateLiteral':
        return product(
          (node.quasis as { value: { cooked: string } }[]).flatMap((quasi, i) => {
            const hole = (node.expressions as Node[])[i];
            return [[quasi.value.cooked], ...(hole ? [inner(hole)] : [])];
          }),
          '',
        );
      case 'BinaryExpression':
        return node.operator === '+' ? product([inner(node.left), inner(node.right)], '') : undefined;
      case 'ConditionalExpression':
        return union([inner(node.consequent), inner(node.alternate)]);
      case 'LogicalExpression':
        return union([inner(node.left), inner(node.right)]);
      case 'Identifier': {
        const name = node.name as string;
        if (name === '__dirname') return [Place.folder];
        if (name === '__filename') return [Place.file];
        if (this.#assigned.has(name)) return undefined;
        const taken = this.#taken.get(name);
        return taken ? this.#foldProperties([taken.object], taken.property) : inner(this.#constants.get(name));
      }
      case 'MemberExpression':
        return this.#foldMember(node);
      case 'NewExpression':
        return nameOf(node.callee) === 'URL' ? this.#foldUrl(argumentsOf(node), depth) : undefined;
      case 'CallExpression':
        return this.#foldCall(node, depth);
      default:
        return undefined;
    }
  }

  /** Asks the one value of a name, once: `const a = b, b = a` has none. */
  #follow<T>(name: string, ask: (value: Node) => T | undefined): T | undefined {
    const values = this.valuesOf(name);
    if (values.length !== 1 || this.#following.has(name)) return undefined;
    this.#following.add(name);
    try {
      return ask(values[0]!);
    } finally {
      this.#following.delete(name);
    }
  }

  #foldMember(node: Node): string[] | undefined {
    const property = this.propertyName(node);
    const object = unwrap(node.object as Node);
    if (object.type === 'MetaProperty') {
      if (property === 'url' || property === 'filename') return [Place.file];
      return property === 'dirname' ? [Place.folder] : undefined;
    }
    if (property === 'href' || property === 'pathname') return this.fold(object);
    return this.#foldProperties([object], property);
  }

  /** What a property of constant objects can be: the named one, or any of them where the name is not known. */
  #foldProperties(objects: readonly Node[], property: string | undefined): string[] | undefined {
    const values = this.#properties(objects, property);
    return values && values.length > 0 && values.length <= MANY
      ? union(values.map((value) => this.fold(value, 1)))
      : undefined;
  }

  #properties(objects: readonly Node[], property: string | undefined): Node[] | undefined {
    const found: Node[] = [];
    for (const object of objects) {
      const literals = this.#objectsOf(object);
      if (!literals) return undefined;
      for (const literal of literals)
        for (const item of literal.properties as Node[]) {
          if (item.type !== 'Property' || item.computed === true) return undefined;
          if (property === undefined || keyOf(item) === property) found.push(unwrap(item.value as Node));
        }
    }
    return found;
  }

  /** The object literals an expression stands for, unless somebody writes to them. */
  #objectsOf(expression: Node): Node[] | undefined {
    const node = unwrap(expression);
    if (node.type === 'ObjectExpression') return [node];
    const name = nameOf(node);
    if (name !== undefined) {
      if (this.#written.has(name) || this.#assigned.has(name)) return undefined;
      return this.#follow(name, (value) => this.#objectsOf(value));
    }
    if (node.type !== 'MemberExpression') return undefined;
    const values = this.#properties([node.object as Node], this.propertyName(node));
    const objects = values?.map((value) => this.#objectsOf(value));
    return objects?.every((object) => object !== undefined) ? objects.flatMap((object) => object!) : undefined;
  }

  #foldUrl(args: readonly Node[], depth: number): string[] | undefined {
    const [path, base] = [this.fold(args[0], depth + 1), this.fold(args[1], depth + 1)];
    if (!path) return undefined;
    if (path.every((item) => /^[a-z][a-z\d+.-]+:/i.test(item) || item.startsWith('\0'))) return path;
    if (!base?.every((item) => item.startsWith('\0') || item.startsWith('file:'))) return undefined;
    return product([union([base.map(folderOf)]), path], '/');
  }

  #foldCall(node: Node, depth: number): string[] | undefined {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const origin = this.originOf(callee);
    const module = origin?.specifier.replace(/^node:/, '');
    if (module === 'url' && (origin!.imported === 'fileURLToPath' || origin!.imported === 'pathToFileURL'))
      return this.fold(args[0], depth + 1);
    if (module === 'path' || module === 'path/posix') {
      if (origin!.imported === 'dirname') return this.fold(args[0], depth + 1)?.map(folderOf);
      if (origin!.imported === 'join' || origin!.imported === 'resolve' || origin!.imported === 'normalize') {
        const joined = product(
          args.map((argument) => this.fold(argument, depth + 1)),
          '/',
        );
        // `resolve` starts again at an absolute path, and so does a path that begins with a place of its own.
        return joined?.map((path) => path.replace(/^.*\/(?=\0)/s, ''));
      }
    }
    if (callee.type === 'MemberExpression') {
      const property = this.propertyName(callee);
      if (nameOf(callee.object) === 'process' && property === 'cwd') return [Place.root];
      if (property === 'toString') return this.fold(callee.object as Node, depth + 1);
      if (property === 'concat')
        return product(
          [callee.object as Node, ...args].map((part) => this.fold(part, depth + 1)),
          '',
        );
    }
    return undefined;
  }

  #collect(node: Node, parent: Node | undefined): void {
    switch (node.type) {
      case 'VariableDeclarator':
        this.#declare(node, parent);
        break;
      case 'AssignmentExpression': {
        const name = nameOf(node.left);
        const written = nameOf((node.left as Node).object);
        if (written !== undefined) this.#written.add(written);
        if (name !== undefined) this.#assigned.set(name, [...(this.#assigned.get(name) ?? []), node.right as Node]);
        break;
      }
      case 'ImportDeclaration':
        for (const item of node.specifiers as Node[])
          this.#imported.set(nameOf(item.local)!, {
            specifier: (node.source as Node).value as string,
            imported: importedName(item),
          });
        break;
      case 'TSImportEqualsDeclaration': {
        const reference = node.moduleReference as Node;
        if (reference.type === 'TSExternalModuleReference')
          this.#imported.set(nameOf(node.id)!, {
            specifier: (reference.expression as Node).value as string,
            imported: '*',
          });
        break;
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassDeclaration':
        if (node.type.endsWith('Declaration')) this.#unknown(nameOf(node.id));
        for (const parameter of (node.params as Node[] | undefined) ?? []) this.#unknownPattern(parameter);
        break;
      case 'CatchClause':
        if (node.param) this.#unknownPattern(node.param as Node);
        break;
      default:
    }
  }

  #declare(node: Node, parent: Node | undefined): void {
    const id = node.id as Node;
    const init = (node.init as Node | null) ?? undefined;
    const name = nameOf(id);
    if (name !== undefined) {
      const constant = parent?.kind === 'const' && !this.#constants.has(name);
      if (constant) this.#constants.set(name, init);
      else {
        if (init) this.#assigned.set(name, [...(this.#assigned.get(name) ?? []), init]);
        if (!this.#constants.has(name)) this.#constants.set(name, undefined);
        else if (parent?.kind === 'const') this.#assigned.set(name, this.#assigned.get(name) ?? []);
      }
      return;
    }
    const specifier = init && id.type === 'ObjectPattern' ? this.moduleOf(init) : undefined;
    if (specifier === undefined) {
      if (init && id.type === 'ObjectPattern' && parent?.kind === 'const') this.#take(id, init);
      else this.#unknownPattern(id);
      return;
    }
    for (const property of id.properties as Node[]) {
      const local = property.type === 'Property' ? nameOf(property.value) : undefined;
      const imported = property.type === 'Property' ? keyOf(property) : undefined;
      if (local !== undefined && imported !== undefined) this.#imported.set(local, { specifier, imported });
    }
  }

  #take(pattern: Node, object: Node): void {
    for (const item of pattern.properties as Node[]) {
      const local = item.type === 'Property' ? nameOf(item.value) : undefined;
      const property = item.type === 'Property' ? keyOf(item) : undefined;
      if (local === undefined || property === undefined) this.#unknownPattern(item);
      else {
        if (!this.#constants.has(local)) this.#taken.set(local, { object, property });
        this.#unknown(local);
      }
    }
  }

  #unknownPattern(pattern: Node): void {
    visit(pattern, (node) => {
      if (node.type === 'Identifier') this.#unknown(nameOf(node));
    });
  }

  #unknown(name: string | undefined): void {
    if (name === undefined) return;
    if (this.#constants.has(name)) this.#assigned.set(name, this.#assigned.get(name) ?? []);
    else this.#constants.set(name, undefined);
  }
}

const keyOf = (property: Node): string | undefined =>
  property.computed === true ? undefined : (nameOf(property.key) ?? ((property.key as Node).value as string));

function importedName(item: Node): string {
  if (item.type === 'ImportDefaultSpecifier') return 'default';
  if (item.type === 'ImportNamespaceSpecifier') return '*';
  return nameOf(item.imported) ?? String((item.imported as Node).value);
}

const folderOf = (path: string): string => (path === Place.file ? Place.folder : `${path}/..`);

function product(parts: readonly (string[] | undefined)[], separator: string): string[] | undefined {
  let all: string[] | undefined;
  for (const part of parts) {
    if (!part) return undefined;
    all = all ? all.flatMap((head) => part.map((tail) => `${head}${separator}${tail}`)) : [...part];
    if (all.length > MANY) return undefined;
  }
  return all ?? [''];
}

const union = (parts: readonly (string[] | undefined)[]): string[] | undefined =>
  parts.every((part) => part !== undefined) ? [...new Set(parts.flatMap((part) => part!))] : undefined;
