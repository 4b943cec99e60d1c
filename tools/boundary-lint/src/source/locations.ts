import { Bindings } from './bindings.js';
import { parseEvaluated } from './evaluated.js';
import { Loaders } from './loaders.js';
import { nodeOptions, processArguments, processOptions, type ProcessArgument } from './processes.js';
import { importOf, type Import, type ImportForm } from './source-file.js';
import { argumentsOf, keyOf, nameOf, propertyOf, unwrap, visit, type Node } from './syntax-tree.js';
import { isWorker, workerFile } from './workers.js';

const FILE_SYSTEMS = new Set(['fs', 'fs/promises', 'fs-extra', 'graceful-fs']);
/** Functions of `fs` whose first argument is no path. */
const BY_DESCRIPTOR =
  /^(?:close|read|readv|write|writev|fstat|fsync|fdatasync|ftruncate|futimes|fchmod|fchown|unwatchFile)(?:Sync)?$/;
const TWO_PATHS = /^(?:copyFile|cp|copy|rename|move|link|symlink)(?:Sync)?$/;
/** Functions that read another file; writing to a computed path imports nothing. */
const READS =
  /^(?:readFile|readJson|createReadStream|open|openAsBlob|readdir|opendir|glob|copyFile|cp|copy|link|symlink)(?:Sync)?$/;
const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'global', 'self']);
const TIMERS = /^set(?:Timeout|Interval|Immediate)$/;

/** Modules that start processes. */
const STARTS = /^(?:child_process|cluster|cross-spawn|execa|tinyexec)$/;

/** Finds files that are named by their place: `new URL`, workers, paths given to `fs`, globs, code in strings. */
export class Locations {
  readonly #bindings: Bindings;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  importsAt(node: Node): Import[] {
    switch (node.type) {
      case 'NewExpression':
        return this.#created(node);
      case 'CallExpression':
        return this.#called(node);
      case 'Property':
        return keyOf(node) === 'NODE_OPTIONS' ? this.#nodeOptions(node.value as Node) : [];
      case 'AssignmentExpression': {
        const left = unwrap(node.left as Node);
        const isOption = left.type === 'MemberExpression' && this.#bindings.propertyName(left) === 'NODE_OPTIONS';
        return isOption ? this.#nodeOptions(node.right as Node) : [];
      }
      default:
        return [];
    }
  }

  #created(node: Node): Import[] {
    const name = this.#globalName(node.callee as Node);
    const args = argumentsOf(node);
    if (name === 'URL' || this.#bindings.isUrl(node.callee as Node)) return this.#url(node, args);
    if (name === 'Function') return this.#evaluate(args.at(-1), node);
    const origin = this.#bindings.originOf(node.callee as Node);
    if (isWorker(node.callee as Node, name, this.#bindings)) {
      const evaluated = propertyOf(args[1], 'eval');
      const started =
        evaluated && evaluated.value !== false ? this.#evaluate(args[0], node) : this.#paths('worker', args[0], node);
      return [...started, ...this.#given(processOptions(node, this.#bindings), node)];
    }
    const file = workerFile(node, this.#bindings);
    if (file) return this.#paths('worker', file, node);
    if (/^(?:Script|SourceTextModule)$/.test(origin?.imported ?? '') && /^(?:node:)?vm$/.test(origin!.specifier))
      return this.#evaluate(args[0], node);
    // new (Object.getPrototypeOf(async () => {}).constructor)('…'); `new this.constructor(x)` does not count.
    const callee = unwrap(node.callee as Node);
    const constructed = callee.type === 'MemberExpression' && this.#bindings.propertyName(callee) === 'constructor';
    return constructed && this.#bindings.fold(args.at(-1)) ? this.#evaluate(args.at(-1), node) : [];
  }

  #called(node: Node): Import[] {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const name = this.#globalName(callee);
    if (name === 'eval' || name === 'Function') return this.#evaluate(args.at(-1), node);
    if (TIMERS.test(name ?? '')) return this.#bindings.fold(args[0]) ? this.#evaluate(args[0], node) : [];
    if (name === 'importScripts') return args.flatMap((path) => this.#paths('worker', path, node));
    if (callee.type === 'MemberExpression') {
      const property = this.#bindings.propertyName(callee);
      const object = unwrap(callee.object as Node);
      if (object.type === 'MetaProperty' && /^glob(?:Eager)?$/.test(property ?? ''))
        return [...this.#globs(args[0], node), ...this.#paths('glob', propertyOf(args[1], 'base'), node, true)];
      if (object.type === 'MetaProperty' && property === 'webpackContext')
        return this.#paths('glob', args[0], node, true);
      if (nameOf(object) === 'URL' && property === 'parse') return this.#url(node, args);
      if (nameOf(object) === 'require' && property === 'context') return this.#paths('glob', args[0], node, true);
      // (() => {}).constructor('…') is Function under another name
      if (property === 'constructor' && args.length > 0) return this.#evaluate(args.at(-1), node);
      if (nameOf(object) === 'process' && property === 'dlopen') return this.#paths('worker', args[1], node);
      if (nameOf(object) === 'Reflect' && args[0]) return this.#reflected(args, node);
    }
    const file = workerFile(node, this.#bindings);
    const worked = file ? this.#paths('worker', file, node) : [];
    return [...worked, ...this.#handedOn(args, callee), ...this.#imported(node, callee, args)];
  }

  /** Calls of functions of Node's modules. */
  #imported(node: Node, called: Node, given: readonly Node[]): Import[] {
    // readFileSync.call(fs, path)
    const indirect = called.type === 'MemberExpression' && this.#bindings.propertyName(called) === 'call';
    const callee = indirect ? unwrap(called.object as Node) : called;
    const args = indirect ? given.slice(1) : given;
    const origin = this.#bindings.originOf(callee);
    if (!origin) return [];
    const module = origin.specifier.replace(/^node:/, '');
    if (module === 'vm' && /^(?:run|compileFunction)/.test(origin.imported)) return this.#evaluate(args[0], node);
    if (module === 'timers' && TIMERS.test(origin.imported))
      return this.#bindings.fold(args[0]) ? this.#evaluate(args[0], node) : [];
    const processes = this.#given(
      [...processArguments(node, this.#bindings), ...(STARTS.test(module) ? processOptions(node, this.#bindings) : [])],
      node,
    );
    if (processes.length > 0) return processes;
    if (!FILE_SYSTEMS.has(module) || BY_DESCRIPTOR.test(origin.imported)) return [];
    const paths = TWO_PATHS.test(origin.imported) ? args.slice(0, 2) : args.slice(0, 1);
    return paths
      .flatMap((path) => this.#paths('fs', path, node))
      .map((item) => (/^glob(?:Sync)?$/.test(origin.imported) ? fixedPart(item) : item))
      .filter(({ specifier }) => specifier !== undefined || READS.test(origin.imported));
  }

  /** The name of something global, written plainly or as a property of `globalThis`. */
  #globalName(expression: Node): string | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      if (this.#bindings.imported(name)) return undefined;
      const values = this.#bindings.valuesOf(name);
      const [only] = values.length === 1 ? values.map(unwrap) : [];
      if (!only || nameOf(only) === name) return name;
      if (nameOf(only) !== undefined) return nameOf(only);
      return only.type === 'MemberExpression' ? (this.#globalMember(only) ?? name) : name;
    }
    if (node.type === 'MemberExpression') return this.#globalMember(node);
    // Reflect.get(globalThis, 'eval')
    const [object, key] = node.type === 'CallExpression' ? argumentsOf(node) : [];
    const gets = object && nameOf((unwrap(node.callee as Node) as { object?: unknown }).object) === 'Reflect';
    return gets && this.#isGlobalObject(object) ? this.#bindings.foldOne(key) : undefined;
  }

  #globalMember(node: Node): string | undefined {
    const property = this.#bindings.propertyName(node);
    const object = unwrap(node.object as Node);
    // (async () => {}).constructor is Function, whatever it is called.
    if (property === 'constructor' && (isFunction(object) || isPrototypeOfFunction(object))) return 'Function';
    return this.#isGlobalObject(object) ? property : undefined;
  }

  #isGlobalObject(node: Node): boolean {
    const name = nameOf(node) ?? '';
    if (GLOBAL_OBJECTS.has(name)) return true;
    const [value, ...more] = this.#bindings.valuesOf(name);
    return value !== undefined && more.length === 0 && GLOBAL_OBJECTS.has(nameOf(unwrap(value)) ?? '');
  }

  /** A function that reads files, passed to code that may read any file with it; `promisify` returns such a function. */
  #handedOn(args: readonly Node[], callee: Node): Import[] {
    if (this.#bindings.originOf(callee)?.imported === 'promisify') return [];
    return args.flatMap((argument) => {
      const origin = argument.type === 'CallExpression' ? undefined : this.#bindings.originOf(argument);
      const reads = origin && FILE_SYSTEMS.has(origin.specifier.replace(/^node:/, '')) && READS.test(origin.imported);
      return reads ? [at('fs', undefined, argument)] : [];
    });
  }

  /** `Reflect.construct(Function, ['…'])`, `Reflect.apply(eval, null, ['…'])`. */
  #reflected(args: readonly Node[], call: Node): Import[] {
    const name = this.#globalName(args[0]!);
    if (name !== 'Function' && name !== 'eval') return [];
    const list = args.slice(1).find(({ type }) => type === 'ArrayExpression');
    return this.#evaluate(list ? (list.elements as Node[]).at(-1) : call, call);
  }

  #given(given: readonly ProcessArgument[], call: Node): Import[] {
    return given.flatMap(({ kind, value }) =>
      kind === 'code'
        ? this.#code('worker', value, call)
        : [{ ...at('worker', value, call), location: kind === 'path' || value?.startsWith('\0') === true }],
    );
  }

  #nodeOptions(value: Node): Import[] {
    return (this.#bindings.fold(value) ?? []).flatMap((text) => this.#given(nodeOptions(text), value));
  }

  #url(node: Node, [path, base]: readonly Node[]): Import[] {
    const known = this.#bindings.fold(node);
    if (known)
      return known
        .filter((value) => isPath(value) || isCode(value))
        .map((value) => ({ ...at('url', value, node), location: !isCode(value) }));
    const places = this.#bindings.fold(base);
    // A URL of the web: its base is outside the workspace, or unknown with a path that is not relative.
    if (!places?.some(isPath)) return [];
    return path ? [at('url', undefined, node)] : [];
  }

  #paths(form: ImportForm, argument: Node | undefined, call: Node, folder = false): Import[] {
    if (!argument) return [];
    if (argument.type === 'NewExpression' && this.#bindings.isUrl(argument.callee as Node)) return [];
    const values = this.#bindings.fold(argument);
    if (!values) return [at(form, undefined, argument.start ? argument : call)];
    return values
      .filter((value) => isPath(value) || isCode(value) || !/^[a-z][a-z\d+.-]+:/i.test(value))
      .map((value) => ({
        ...at(form, folder ? `\0folder/${value}` : value, argument),
        location: !isCode(value),
      }));
  }

  #globs(argument: Node | undefined, call: Node): Import[] {
    if (!argument) return [];
    const patterns = argument.type === 'ArrayExpression' ? (argument.elements as Node[]) : [argument];
    return patterns.flatMap((pattern) => {
      const values = this.#bindings.fold(pattern);
      if (!values) return [at('glob', undefined, call)];
      return values
        .filter((value) => !value.startsWith('!'))
        .map((value) => {
          const fixed = value.replace(/[^/]*[*?[{(].*$/s, '');
          return at('glob', value.startsWith('/') ? `\0root${fixed}` : `\0folder/${fixed}`, pattern);
        });
    });
  }

  #evaluate(code: Node | undefined, call: Node): Import[] {
    if (!code) return [];
    const texts = this.#bindings.fold(code);
    if (!texts) return [at('evaluated', undefined, call)];
    return texts.flatMap((text) => this.#code('evaluated', text, code));
  }

  /** Returns the imports of code in a string. */
  #code(form: ImportForm, text: string | undefined, { start }: Node): Import[] {
    const program = text === undefined ? undefined : parseEvaluated(text);
    if (program === 'harmless') return [];
    const found = program ? importsOfCode(program) : [{ specifier: undefined, location: false }];
    return found.map(({ specifier, location }) => ({ ...at(form, specifier, { start } as Node), location }));
  }
}

/** Everything a program names that is no file of its own. */
function importsOfCode(program: Node): Pick<Import, 'specifier' | 'location'>[] {
  const bindings = new Bindings(program);
  const [loaders, locations] = [new Loaders(bindings), new Locations(bindings)];
  const found: Pick<Import, 'specifier' | 'location'>[] = [];
  const name = (specifier: string | undefined): void => void found.push({ specifier, location: false });
  visit(program, (node, parent, key) => {
    if (node.type === 'ImportExpression') (bindings.fold(node.source as Node) ?? [undefined]).forEach(name);
    else if (/^(?:Import|ExportAll|ExportNamed)Declaration$/.test(node.type) && node.source)
      name((node.source as Node).value as string);
    else found.push(...loaders.importsAt(node, parent, key), ...locations.importsAt(node));
  });
  return found;
}

const isFunction = ({ type }: Node): boolean => type.endsWith('FunctionExpression');

/** `Object.getPrototypeOf(async () => {})`. */
const isPrototypeOfFunction = (node: Node): boolean =>
  node.type === 'CallExpression' && argumentsOf(node).length === 1 && isFunction(argumentsOf(node)[0]!);

const isPath = (value: string): boolean => value.startsWith('\0') || value.startsWith('file:');

/** An address that is code itself. */
const isCode = (value: string): boolean => /^data:(?:text|application)\/(?:javascript|ecmascript|wasm)/i.test(value);

/** The folder below which a glob looks. */
const fixedPart = (item: Import): Import => ({ ...item, specifier: item.specifier?.replace(/[^/]*[*?[{(].*$/s, '') });

const at = (form: ImportForm, specifier: string | undefined, { start }: Node): Import =>
  importOf(form, specifier, start, { location: true });
