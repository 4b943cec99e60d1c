import type { Bindings } from './bindings.js';
import { importOf, Place, type Import, type ImportForm } from './source-file.js';
import { loadedArgument, makesLoader } from './library-loaders.js';
import { isModuleInternal } from './module-internals.js';
import { argumentsOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** The kind of an expression, if calling it loads or names another file. */
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
const HOSTS = /^(?:module|globalThis|global|window|self|mainModule|main|parent|prototype|__proto__)$/;
/** Other names for `require`, of bundlers and loaders. */
const REQUIRES = new Set(['__non_webpack_require__', 'requirejs']);
/** Properties of `require` that take the name of a module as well. */
const OF_REQUIRE = new Set(['resolve', 'resolveWeak', 'include', 'ensure', 'import', 'esmResolve']);

/** Finds calls that load files: `require` in every disguise, `createRequire`, `import.meta.resolve`, mocks. */
export class Loaders {
  readonly #bindings: Bindings;
  readonly #asking = new Set<string>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** The imports that a node of the tree stands for by itself. */
  importsAt(node: Node, parent: Node | undefined, key: string): Import[] {
    if (node.type === 'ExportNamedDeclaration') return this.#exported(node);
    if (node.type === 'ObjectExpression') return this.#given((node.properties as Node[]).map(({ value }) => value));
    if (node.type === 'MemberExpression' && isModuleInternal(node, this.#bindings))
      return this.#made('require', undefined, node);
    if (node.type === 'TaggedTemplateExpression')
      return this.#loaderOf(node.tag as Node) ? this.#made('require', node.quasi as Node, node) : [];
    // The function that Node wraps around a CommonJS file gets `require` as its second argument.
    const isName = (key === 'property' && parent?.computed !== true) || key === 'key';
    if (nameOf(node) === 'arguments' && !isName && !this.#bindings.isInFunction(node.start))
      return this.#made('require', undefined, node);
    const handed = this.#handsOn(node, parent, key)
      ? this.#made(nameOf(node) === 'eval' ? 'evaluated' : 'require', undefined, node)
      : [];
    const called = node.type === 'CallExpression' || node.type === 'NewExpression';
    return called ? [...handed, ...this.#call(node)] : handed;
  }

  #call(node: Node): Import[] {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const loader = this.#loaderOf(callee);
    if (loader) return this.#load(loader, args, node);
    const named = loadedArgument(node, callee, this.#bindings);
    if (named) return this.#made('require', named, node);
    if (nameOf(callee) === 'define' && this.#bindings.isGlobal('define'))
      return args.filter(isList).flatMap((list) => this.#load('require', [list], node));
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
    if (loader !== 'create-require') {
      if (!first || isFunction(first)) return [];
      const names = isList(first) ? (first.elements as (Node | null)[]) : [first];
      return names.flatMap((name) => (name ? this.#made(formOf(loader), name, call) : []));
    }
    // A require made for this file behaves like its own; one made for another place looks from there.
    const base = this.#bindings.fold(first);
    // createRequire(require.resolve('x')) looks from a package that is named, and so known.
    if (first?.type === 'CallExpression' && this.#loaderOf(first.callee as Node)) return [];
    if (!base) return this.#made('require', undefined, call);
    return base
      .filter((place) => place !== Place.file && !place.startsWith(Place.folder))
      .map((specifier) => importOf('require', specifier, call.start, { location: true }));
  }

  /** Returns the loader that an expression is. */
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
        if (this.#loaderOf(callee) === 'create-require' || makesLoader(callee, this.#bindings)) return 'require';
        if (callee.type !== 'MemberExpression') return undefined;
        const property = this.#bindings.propertyName(callee);
        if (property === 'bind') return this.#loaderOf(callee.object as Node);
        const [object, key] = argumentsOf(node);
        return property === 'get' && nameOf(callee.object) === 'Reflect' && object
          ? this.#loaderProperty(object, this.#bindings.foldOne(key))
          : undefined;
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
    if (name === 'require' || (REQUIRES.has(name) && this.#bindings.isGlobal(name))) return 'require';
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

  #loaderProperty(expression: Node, property: string | undefined): Loader | undefined {
    const object = this.#metaProperty(expression) ?? expression;
    if (object.type === 'MetaProperty') {
      if (property === 'require') return 'require';
      return property === 'resolve' ? 'import-meta-resolve' : undefined;
    }
    if (property === 'createRequire' || property === 'createRequireFromPath') return 'create-require';
    if (property === '_load' || property === '_resolveFilename' || property === 'require') {
      // module.require, process.mainModule.require, require.main.require, Module._load
      const owner = object.type === 'MemberExpression' ? this.#bindings.propertyName(object) : nameOf(object);
      return HOSTS.test(owner ?? '') || property !== 'require' ? 'require' : undefined;
    }
    if (OF_REQUIRE.has(property ?? '') && this.#loaderOf(object) === 'require') return 'require';
    if (property === 'import' && /^System(?:JS)?$/.test(nameOf(object) ?? '')) return 'require';
    if (property === 'accept' && this.#isHot(object)) return 'import-meta-resolve';
    if (!MOCKS.has(property ?? '')) return undefined;
    const mocker = nameOf(object);
    const from = mocker === undefined ? this.#bindings.originOf(object) : this.#bindings.imported(mocker);
    const known = from ? MOCKERS.has(from.imported) : MOCKERS.has(mocker ?? '');
    if (property !== 'module') return known ? 'mock' : undefined;
    return from?.imported === 'mock' && /^(?:node|bun):test$/.test(from.specifier) ? 'mock' : undefined;
  }

  /** `import.meta.hot`, `import.meta.webpackHot`, `module.hot`. */
  #isHot(node: Node): boolean {
    return node.type === 'MemberExpression' && /^(?:hot|webpackHot)$/.test(this.#bindings.propertyName(node) ?? '');
  }

  /** `import.meta`, also under another name. */
  #metaProperty(expression: Node): Node | undefined {
    const name = nameOf(expression);
    const [value, ...more] = name === undefined ? [] : this.#bindings.valuesOf(name);
    return value?.type === 'MetaProperty' && more.length === 0 ? value : undefined;
  }

  /** Whether `require`, or a function that creates it, is passed to code that may load any file with it. */
  #handsOn(node: Node, parent: Node | undefined, key: string): boolean {
    if (!parent || key === 'callee' || !isHandedOn(parent, key)) return false;
    if (node.type !== 'Identifier' && node.type !== 'CallExpression') return false;
    if (
      parent.type === 'CallExpression' &&
      nameOf((unwrap(parent.callee as Node) as { object?: unknown }).object) === 'Reflect'
    )
      return false;
    return this.#isLoader(node);
  }

  /** `export const load = createRequire(…)`, `export { load }`, `export { createRequire } from 'node:module'`. */
  #exported(node: Node): Import[] {
    if (node.source) {
      const { value } = node.source as Node;
      const passedOn = (node.specifiers as Node[]).some((item) =>
        loaderOfExport(value as string, nameOf(item.local) ?? ''),
      );
      return passedOn ? this.#made('require', undefined, node) : [];
    }
    const declared = ((node.declaration as Node | null)?.declarations as Node[] | undefined) ?? [];
    const specifiers = (node.specifiers as Node[] | undefined) ?? [];
    return this.#given([...declared.map(({ init }) => init), ...specifiers.map(({ local }) => local)]);
  }

  /** Values that are passed to other code. */
  #given(values: readonly unknown[]): Import[] {
    return (values as (Node | null | undefined)[]).flatMap((value) =>
      value && this.#isLoader(value) ? this.#made('require', undefined, value) : [],
    );
  }

  #isLoader(node: Node): boolean {
    if (nameOf(node) === 'eval') return this.#bindings.isGlobal('eval');
    const loader = this.#loaderOf(node);
    return loader === 'require' || loader === 'create-require';
  }

  #made(form: ImportForm, specifier: Node | undefined, call: Node): Import[] {
    const at = specifier ?? call;
    const values = this.#bindings.fold(specifier);
    if (!values) return [importOf(form, undefined, at.start)];
    return values.map((value) => importOf(form, value, at.start, { location: value.startsWith('\0') }));
  }
}

const isList = ({ type }: Node): boolean => type === 'ArrayExpression';
const isFunction = ({ type }: Node): boolean => /^(?:Arrow)?FunctionExpression$/.test(type);

/** Syntax positions from which a value is passed to other code. */
function isHandedOn(parent: Node, key: string): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
      return key === 'right' && nameOf(parent.left) === undefined;
    case 'AssignmentPattern':
      return key === 'right';
    case 'PropertyDefinition':
      return key === 'value';
    case 'ArrowFunctionExpression':
      return key === 'body';
    case 'CallExpression':
    case 'NewExpression':
    case 'ArrayExpression':
    case 'ReturnStatement':
    case 'YieldExpression':
    case 'ExportDefaultDeclaration':
      return true;
    default:
      return false;
  }
}

const formOf = (loader: Loader): ImportForm => (loader === 'create-require' ? 'require' : loader);

/** Hooks that are registered may load anything. */
function loaderOfExport(specifier: string, name: string): Loader | undefined {
  if (!/^(?:node:)?module$/.test(specifier)) return undefined;
  if (name === 'createRequire') return 'create-require';
  return name === 'register' || name === 'registerHooks' || name === 'findPackageJSON' ? 'require' : undefined;
}
