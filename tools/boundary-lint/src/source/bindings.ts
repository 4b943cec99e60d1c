import { Place } from './source-file.js';
import { Declarations, type ImportedName, type TakenName } from './declarations.js';
import { MANY, product, union } from './spellings.js';
import { argumentsOf, keyOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** Resolves the names and evaluates the expressions of a file. */
export class Bindings {
  readonly #program: Node;
  #declarations: Declarations | undefined;
  readonly #following = new Set<string>();

  constructor(program: Node) {
    this.#program = program;
  }

  /** Read when something is asked about them: in many files nothing is. */
  get #declared(): Declarations {
    return (this.#declarations ??= new Declarations(this.#program));
  }

  /** Returns the import behind a local name, by a statement or by `require` and `import()`. */
  imported(name: string): ImportedName | undefined {
    const known = this.#declared.imported.get(name);
    const taken = this.#declared.taken.get(name);
    if (known || !taken || this.#following.has(name)) return known;
    this.#following.add(name);
    try {
      const specifier = this.moduleOf(taken.object);
      return specifier === undefined ? undefined : { specifier, imported: taken.property };
    } finally {
      this.#following.delete(name);
    }
  }

  /** Whether nothing in the file declares a name, so that it is the one of the platform: `module`, `process`. */
  isGlobal(name: string): boolean {
    const { constants, imported, taken } = this.#declared;
    return !constants.has(name) && !imported.has(name) && !taken.has(name);
  }

  /** Whether a name is a class of the file without a superclass, so that all its methods are known. */
  isWhole(name: string): boolean {
    return this.#declared.whole.has(name);
  }

  /** Whether a name is the parameter of a function that a query or a transaction is handed to: `transaction((m) => …)`. */
  isHandedQuery(name: string): boolean {
    return this.#declared.handed.has(name);
  }

  /** Whether a place in the source has `arguments` of its own. */
  isInFunction(offset: number): boolean {
    return this.#declared.functions.some(([start, end]) => start <= offset && offset < end);
  }

  /** The object and property that a name was destructured from: `const { resolve } = require`. */
  takenFrom(name: string): TakenName | undefined {
    const taken = this.#declared.taken.get(name);
    return taken?.constant ? taken : undefined;
  }

  /** Expressions that a local name may stand for: its initializer and whatever is assigned to it. */
  valuesOf(name: string): Node[] {
    const init = this.#declared.constants.get(name);
    return [...(init ? [init] : []), ...(this.#declared.assigned.get(name) ?? [])];
  }

  /** Returns the callee of a call: a function as its module exports it, or the name of a method. */
  calledName(call: Node): string | undefined {
    const callee = unwrap(call.callee as Node);
    const origin = this.originOf(callee);
    if (origin && origin.imported !== '*' && origin.imported !== 'default') return origin.imported;
    return callee.type === 'MemberExpression' ? this.propertyName(callee) : nameOf(callee);
  }

  /** Types that are written behind a name, wherever in the file it stands. */
  typesOf(name: string): readonly Node[] {
    return this.#declared.types.get(name) ?? [];
  }

  /** Returns the initial values of the fields with that name. */
  fieldsOf(name: string): readonly Node[] {
    return this.#declared.fields.get(name) ?? [];
  }

  /** Every package and file that the statements of the file import. */
  get specifiers(): readonly string[] {
    return [...this.#declared.imported.values()].map(({ specifier }) => specifier);
  }

  /** The module an expression is the whole of: `fs` after `import fs from 'node:fs'`, or `require('fs')`. */
  moduleOf(expression: Node): string | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      const from = this.imported(name);
      if (from?.imported === 'promises') return `${from.specifier}/promises`;
      if (from) return from.imported === '*' || from.imported === 'default' ? from.specifier : undefined;
      return this.#follow(name, (value) => this.moduleOf(value));
    }
    if (node.type === 'ImportExpression') return this.foldOne(node.source as Node);
    if (node.type === 'CallExpression') {
      const callee = unwrap(node.callee as Node);
      const called = callee.type === 'MemberExpression' ? this.propertyName(callee) : nameOf(callee);
      return called === 'getBuiltinModule' || nameOf(callee) === 'require'
        ? this.foldOne(argumentsOf(node)[0])
        : undefined;
    }
    if (node.type !== 'MemberExpression') return undefined;
    const object = this.moduleOf(node.object as Node);
    const property = this.propertyName(node);
    if (object === undefined) return undefined;
    return property === 'default' ? object : property === 'promises' ? `${object}/promises` : undefined;
  }

  /** Returns the exported name of a function or class and its module: `{ specifier: 'node:fs', imported: 'readFile' }`. */
  originOf(expression: Node): ImportedName | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      const from = this.imported(name);
      if (from) return from;
      return this.#follow(name, (value) => this.originOf(value));
    }
    if (node.type === 'CallExpression') return this.#originOfMade(node);
    if (node.type !== 'MemberExpression') return undefined;
    const specifier = this.moduleOf(node.object as Node);
    const imported = this.propertyName(node);
    return specifier !== undefined && imported !== undefined ? { specifier, imported } : undefined;
  }

  /** A function that a call makes of another one and that does the same: `promisify(readFile)`, `readFile.bind(fs)`. */
  #originOfMade(call: Node): ImportedName | undefined {
    const callee = unwrap(call.callee as Node);
    if (callee.type === 'MemberExpression' && this.propertyName(callee) === 'bind')
      return this.originOf(callee.object as Node);
    const [wrapped] = argumentsOf(call);
    return wrapped && this.originOf(callee)?.imported === 'promisify' ? this.originOf(wrapped) : undefined;
  }

  /** The property that a member expression takes. */
  propertyName(member: Node): string | undefined {
    return member.computed === true ? this.foldOne(member.property as Node) : nameOf(member.property);
  }

  /** Returns the one value of an expression; `undefined` if there are several or it cannot be known. */
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
        if (this.#declared.assigned.has(name)) return undefined;
        const taken = this.takenFrom(name);
        return taken ? this.#foldProperties([taken.object], taken.property) : inner(this.#declared.constants.get(name));
      }
      case 'MemberExpression':
        return this.#foldMember(node);
      case 'TaggedTemplateExpression':
        return this.#isMember(node.tag as Node, 'String', 'raw') ? inner(node.quasi) : undefined;
      case 'NewExpression':
        return this.isUrl(node.callee as Node) ? this.#foldUrl(argumentsOf(node), depth) : undefined;
      case 'CallExpression':
        return this.#foldCall(node, depth);
      default:
        return undefined;
    }
  }

  /** Whether an expression is the class `URL`, under whatever name. */
  isUrl(expression: Node): boolean {
    const node = unwrap(expression);
    return nameOf(node) === 'URL' || this.originOf(node)?.imported === 'URL';
  }

  #isMember(expression: Node, object: string, property: string): boolean {
    const node = unwrap(expression);
    return node.type === 'MemberExpression' && nameOf(node.object) === object && this.propertyName(node) === property;
  }

  /** Evaluates a name once, to stop at circular definitions: `const a = b, b = a` has no value. */
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

  /** Returns the possible values of a property of constant objects; of any property if the name is not known. */
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

  /** Returns the object literals that an expression may be, unless code writes to them. */
  #objectsOf(expression: Node): Node[] | undefined {
    const node = unwrap(expression);
    if (node.type === 'ObjectExpression') return [node];
    const name = nameOf(node);
    if (name !== undefined) {
      if (this.#declared.written.has(name) || this.#declared.assigned.has(name)) return undefined;
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
    return callee.type === 'MemberExpression' ? this.#foldMethod(callee, args, depth + 1) : undefined;
  }

  #foldMethod(callee: Node, args: readonly Node[], depth: number): string[] | undefined {
    const property = this.propertyName(callee);
    const object = unwrap(callee.object as Node);
    switch (property) {
      case 'cwd':
        return nameOf(object) === 'process' ? [Place.root] : undefined;
      case 'parse':
        return nameOf(object) === 'URL' ? this.#foldUrl(args, depth) : undefined;
      case 'toString':
        return this.fold(object, depth);
      case 'concat':
        return product(
          [object, ...args].map((part) => this.fold(part, depth)),
          '',
        );
      case 'join': {
        if (object.type !== 'ArrayExpression') return undefined;
        const separator = args[0] ? this.foldOne(args[0]) : ',';
        const parts = (object.elements as (Node | null)[]).map((part) => this.fold(part ?? undefined, depth));
        return separator === undefined ? undefined : product(parts, separator);
      }
      case 'replace':
      case 'replaceAll': {
        const [from, to] = [this.foldOne(args[0]), this.foldOne(args[1])];
        if (from === undefined || to === undefined) return undefined;
        return this.fold(object, depth)?.map((text) =>
          property === 'replace' ? text.replace(from, () => to) : text.replaceAll(from, () => to),
        );
      }
      default:
        return undefined;
    }
  }
}

const folderOf = (path: string): string => (path === Place.file ? Place.folder : `${path}/..`);
