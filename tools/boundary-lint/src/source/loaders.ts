import type { Bindings } from './bindings.js';
import type { Import, ImportForm } from './source-file.js';
import { Place } from './source-file.js';
import { argumentsOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** What an expression is, if calling it loads or names another file. */
type Loader = 'require' | 'create-require' | 'import-meta-resolve' | 'mock';

const MOCKS = new Set([
  'mock',
  'unmock',
  'doMock',
  'doUnmock',
  'dontMock',
  'deepUnmock',
  'requireActual',
  'requireMock',
  'importActual',
  'importMock',
  'setMock',
  'createMockFromModule',
  'genMockFromModule',
  'unstable_mockModule',
  'module',
]);
const MOCKERS = new Set(['vi', 'vitest', 'jest']);
/** Objects whose `require` is the one of Node. */
const HOSTS = new Set(['module', 'globalThis', 'global', 'window', 'self']);
/** Positions of a bare `require` in which nothing is loaded and nothing handed on. */
const HARMLESS = new Set(['UnaryExpression', 'TSTypeQuery', 'MemberExpression', 'VariableDeclarator']);

/** Finds calls that load files: `require` in every disguise, `createRequire`, `import.meta.resolve`, mocks. */
export class Loaders {
  readonly #bindings: Bindings;
  readonly #asking = new Set<string>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** The imports that a node of the tree stands for by itself. */
  importsAt(node: Node, parent: Node | undefined, key: string): Import[] {
    if (node.type === 'CallExpression') return this.#call(node);
    if (node.type === 'Identifier' && this.#handsOn(node, parent, key)) return this.#made('require', undefined, node);
    return [];
  }

  #call(node: Node): Import[] {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const loader = this.#loaderOf(callee);
    if (loader) return this.#load(loader, args, node);
    if (callee.type !== 'MemberExpression') return [];
    // require.call(this, 'x'), require.apply(this, ['x']), Reflect.apply(require, this, ['x'])
    const property = this.#bindings.propertyName(callee);
    const reflected = nameOf(callee.object) === 'Reflect' && property === 'apply';
    const indirect = this.#loaderOf(reflected ? args[0] : unwrap(callee.object as Node));
    if (!indirect) return [];
    if (property === 'call') return this.#load(indirect, args.slice(1), node);
    if (property !== 'apply') return [];
    const list = args[reflected ? 2 : 1];
    if (list?.type !== 'ArrayExpression') return this.#made(formOf(indirect), undefined, node);
    return this.#load(indirect, (list.elements as Node[]).map(unwrap), node);
  }

  #load(loader: Loader, [first]: readonly Node[], call: Node): Import[] {
    if (loader !== 'create-require') return first ? this.#made(formOf(loader), first, call) : [];
    // A require made for this file behaves like its own; one made for another place looks from there.
    const base = this.#bindings.fold(first);
    // createRequire(require.resolve('x')) looks from a package that is named, and so known.
    if (first?.type === 'CallExpression' && this.#loaderOf(first.callee as Node)) return [];
    if (!base) return this.#made('require', undefined, call);
    return base
      .filter((place) => place !== Place.file && !place.startsWith(Place.folder))
      .map((specifier) => ({ ...imported('require', specifier, call), location: true }));
  }

  /** What an expression loads files by. */
  #loaderOf(expression: Node | undefined): Loader | undefined {
    if (!expression) return undefined;
    const node = unwrap(expression);
    switch (node.type) {
      case 'Identifier':
        return this.#loaderNamed(node.name as string);
      case 'MemberExpression':
        return this.#loaderMember(node);
      case 'CallExpression': {
        const callee = unwrap(node.callee as Node);
        if (this.#loaderOf(callee) === 'create-require') return 'require';
        const bound = callee.type === 'MemberExpression' && this.#bindings.propertyName(callee) === 'bind';
        return bound ? this.#loaderOf(callee.object as Node) : undefined;
      }
      case 'ConditionalExpression':
        return this.#loaderOf(node.consequent as Node) ?? this.#loaderOf(node.alternate as Node);
      case 'LogicalExpression':
        return this.#loaderOf(node.left as Node) ?? this.#loaderOf(node.right as Node);
      case 'AssignmentExpression':
        return this.#loaderOf(node.right as Node);
      default:
        return undefined;
    }
  }

  #loaderNamed(name: string): Loader | undefined {
    if (name === 'require') return 'require';
    const from = this.#bindings.imported(name);
    if (from) return loaderOfExport(from.specifier, from.imported);
    if (this.#asking.has(name)) return undefined;
    this.#asking.add(name);
    try {
      const taken = this.#bindings.takenFrom(name);
      if (taken) return this.#loaderProperty(taken.object, taken.property);
      for (const value of this.#bindings.valuesOf(name)) {
        const loader = this.#loaderOf(value);
        if (loader) return loader;
      }
      return undefined;
    } finally {
      this.#asking.delete(name);
    }
  }

  #loaderMember(node: Node): Loader | undefined {
    return this.#loaderProperty(unwrap(node.object as Node), this.#bindings.propertyName(node));
  }

  #loaderProperty(object: Node, property: string | undefined): Loader | undefined {
    if (object.type === 'MetaProperty') {
      if (property === 'require') return 'require';
      return property === 'resolve' ? 'import-meta-resolve' : undefined;
    }
    if (property === 'createRequire' || property === 'createRequireFromPath') return 'create-require';
    if (property === '_load' || property === '_resolveFilename' || property === 'require') {
      // module.require, process.mainModule.require, require.main.require, Module._load
      const owner = object.type === 'MemberExpression' ? this.#bindings.propertyName(object) : nameOf(object);
      const host = HOSTS.has(owner ?? '') || owner === 'mainModule' || owner === 'main';
      return host || property !== 'require' ? 'require' : undefined;
    }
    if (property === 'resolve' && this.#loaderOf(object) === 'require') return 'require';
    if (!MOCKS.has(property ?? '')) return undefined;
    const mocker = nameOf(object);
    const from = mocker === undefined ? this.#bindings.originOf(object) : this.#bindings.imported(mocker);
    const known = from ? MOCKERS.has(from.imported) : MOCKERS.has(mocker ?? '');
    if (property !== 'module') return known ? 'mock' : undefined;
    return from?.imported === 'mock' && /^(?:node|bun):test$/.test(from.specifier) ? 'mock' : undefined;
  }

  /** Whether `require` itself is given to somebody who may load anything with it. */
  #handsOn(node: Node, parent: Node | undefined, key: string): boolean {
    if (node.name !== 'require' || !parent || HARMLESS.has(parent.type) || key === 'callee') return false;
    if (parent.type === 'AssignmentExpression') return nameOf(parent.left) === undefined;
    if (parent.type === 'CallExpression')
      return nameOf((unwrap(parent.callee as Node) as { object?: unknown }).object) !== 'Reflect';
    if (parent.type === 'Property') return key === 'value' && parent.kind === 'init';
    return parent.type === 'ArrayExpression' || parent.type === 'ReturnStatement' || parent.type === 'NewExpression';
  }

  #made(form: ImportForm, specifier: Node | undefined, call: Node): Import[] {
    const at = specifier ?? call;
    const values = this.#bindings.fold(specifier);
    if (!values) return [imported(form, undefined, at)];
    return values.map((value) => ({ ...imported(form, value, at), location: value.startsWith('\0') }));
  }
}

const imported = (form: ImportForm, specifier: string | undefined, { start }: Node): Import => ({
  form,
  specifier,
  typeOnly: false,
  names: ['*'],
  start,
  location: false,
});

const formOf = (loader: Loader): ImportForm => (loader === 'create-require' ? 'require' : loader);

/** `register` of `node:module` loads hooks that may load anything. */
function loaderOfExport(specifier: string, name: string): Loader | undefined {
  if (!/^(?:node:)?module$/.test(specifier)) return undefined;
  return name === 'createRequire' ? 'create-require' : name === 'register' ? 'require' : undefined;
}
