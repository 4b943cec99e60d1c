import type { Bindings } from './bindings.js';
import { readEvaluated } from './evaluated.js';
import type { Import, ImportForm } from './source-file.js';
import { argumentsOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

const FILE_SYSTEMS = new Set(['fs', 'fs/promises', 'fs-extra', 'graceful-fs']);
/** Functions of `fs` whose first argument is no path. */
const BY_DESCRIPTOR =
  /^(?:close|read|readv|write|writev|fstat|fsync|fdatasync|ftruncate|futimes|fchmod|fchown|unwatchFile)(?:Sync)?$/;
const TWO_PATHS = /^(?:copyFile|cp|copy|rename|move|link|symlink)(?:Sync)?$/;
/** Functions that bring in what another file holds; writing to a place that is computed imports nothing. */
const READS =
  /^(?:readFile|readJson|createReadStream|open|openAsBlob|readdir|opendir|glob|copyFile|cp|copy|link|symlink)(?:Sync)?$/;
const WORKERS = new Set(['Worker', 'SharedWorker']);
const WORKER_MODULES = new Set(['worker_threads', 'web-worker']);
const MAYBE_GLOBAL = 'globalThis';

/** Finds files that are named by their place: `new URL`, workers, paths given to `fs`, globs, code in strings. */
export class Locations {
  readonly #bindings: Bindings;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  importsAt(node: Node): Import[] {
    if (node.type === 'NewExpression') return this.#created(node);
    return node.type === 'CallExpression' ? this.#called(node) : [];
  }

  #created(node: Node): Import[] {
    const name = this.#globalName(node.callee as Node);
    const args = argumentsOf(node);
    if (name === 'URL') return this.#url(node, args);
    if (name === 'Function') return this.#evaluate(args.at(-1), node);
    const origin = this.#bindings.originOf(node.callee as Node);
    const worker = origin
      ? origin.imported === 'Worker' && WORKER_MODULES.has(origin.specifier.replace(/^node:/, ''))
      : WORKERS.has(name ?? '');
    if (worker) {
      const evaluated = propertyOf(args[1], 'eval');
      return evaluated && evaluated.value !== false
        ? this.#evaluate(args[0], node)
        : this.#paths('worker', args[0], node);
    }
    if (origin?.imported === 'Script' && /^(?:node:)?vm$/.test(origin.specifier)) return this.#evaluate(args[0], node);
    return [];
  }

  #called(node: Node): Import[] {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const name = this.#globalName(callee);
    if (name === 'eval' || name === 'Function') return this.#evaluate(args.at(-1), node);
    if (name === 'setTimeout' || name === 'setInterval' || name === 'setImmediate')
      return this.#bindings.fold(args[0]) ? this.#evaluate(args[0], node) : [];
    if (callee.type === 'MemberExpression') {
      const property = this.#bindings.propertyName(callee);
      const object = unwrap(callee.object as Node);
      if (object.type === 'MetaProperty' && /^glob(?:Eager)?$/.test(property ?? '')) return this.#globs(args[0], node);
      if (nameOf(object) === 'require' && property === 'context') return this.#paths('glob', args[0], node, true);
      // (() => {}).constructor('…') is Function under another name
      if (property === 'constructor' && args.length > 0) return this.#evaluate(args.at(-1), node);
    }
    const origin = this.#bindings.originOf(callee);
    if (!origin) return [];
    const module = origin.specifier.replace(/^node:/, '');
    if (module === 'vm' && /^(?:run|compileFunction)/.test(origin.imported)) return this.#evaluate(args[0], node);
    if (module === 'child_process' && origin.imported === 'fork') return this.#paths('worker', args[0], node);
    if (!FILE_SYSTEMS.has(module) || BY_DESCRIPTOR.test(origin.imported)) return [];
    const paths = TWO_PATHS.test(origin.imported) ? args.slice(0, 2) : args.slice(0, 1);
    return paths
      .flatMap((path) => this.#paths('fs', path, node))
      .filter(({ specifier }) => specifier !== undefined || READS.test(origin.imported));
  }

  /** The name of something global, written plainly or as a property of `globalThis`. */
  #globalName(expression: Node): string | undefined {
    const node = unwrap(expression);
    const name = nameOf(node);
    if (name !== undefined) {
      if (this.#bindings.imported(name)) return undefined;
      const values = this.#bindings.valuesOf(name);
      return values.length === 1 && nameOf(values[0]) !== name && nameOf(values[0]) !== undefined
        ? nameOf(values[0])
        : name;
    }
    if (node.type !== 'MemberExpression') return undefined;
    const object = nameOf(unwrap(node.object as Node));
    return object === MAYBE_GLOBAL || object === 'window' || object === 'global' || object === 'self'
      ? this.#bindings.propertyName(node)
      : undefined;
  }

  #url(node: Node, [path, base]: readonly Node[]): Import[] {
    const known = this.#bindings.fold(node);
    if (known) return known.filter(isPath).map((specifier) => at('url', specifier, node));
    const places = this.#bindings.fold(base);
    // A URL of the web: its base is none of ours, or nobody knows what it is and the path is no relative one.
    if (!places?.some(isPath)) return [];
    return path ? [at('url', undefined, node)] : [];
  }

  #paths(form: ImportForm, argument: Node | undefined, call: Node, folder = false): Import[] {
    if (!argument) return [];
    if (argument.type === 'NewExpression' && nameOf(argument.callee) === 'URL') return [];
    const values = this.#bindings.fold(argument);
    if (!values) return [at(form, undefined, argument.start ? argument : call)];
    return values
      .filter((value) => isPath(value) || !/^[a-z][a-z\d+.-]+:/i.test(value))
      .map((value) => at(form, folder ? `\0folder/${value}` : value, argument));
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
    return texts.flatMap((text) =>
      readEvaluated(text).map((specifier) => ({ ...at('evaluated', specifier, code), location: false })),
    );
  }
}

const isPath = (value: string): boolean => value.startsWith('\0') || value.startsWith('file:');

const at = (form: ImportForm, specifier: string | undefined, { start }: Node): Import => ({
  form,
  specifier,
  typeOnly: false,
  names: ['*'],
  start,
  location: true,
});
