import type { Bindings } from './bindings.js';
import type { InjectionFacts, Located } from './source-file.js';
import { argumentsOf, nameOf, propertyOf, unwrap, keyOf, type Node } from './syntax-tree.js';

const LOOK_UPS = new Set(['get', 'resolve', 'create', 'select']);
/** Where the name of a data source stands, by function. */
const DATA_SOURCE_ARGUMENT: Readonly<Record<string, number>> = {
  InjectRepository: 1,
  getRepositoryToken: 1,
  InjectDataSource: 0,
  getDataSourceToken: 0,
  InjectEntityManager: 0,
  getEntityManagerToken: 0,
};

const WORDS =
  /\bInject\b|\b[mM]oduleRef\b|\b(?:strict|provide|useExisting|inject)["']?\s*:|\bforwardRef\b|InjectRepository\s*\([^)]*,|getRepositoryToken|(?:DataSource|EntityManager)(?:Token)?\s*\(\s*[^)\s]|Symbol\.for|\.\s*(?:get|resolve)\s*\(\s*["'`]/;

/** Whether a file may take something out of the container by name; most do not. */
export const mayInject = (text: string): boolean => WORDS.test(text);

/** Collects what a file takes from and gives to the container. */
export class InjectionReader {
  readonly #bindings: Bindings;
  readonly #provided: string[] = [];
  readonly #injected: Located[] = [];
  readonly #dataSources: Located[] = [];
  readonly #global: Located[] = [];

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  get facts(): InjectionFacts | undefined {
    if (this.#provided.length + this.#injected.length + this.#dataSources.length + this.#global.length === 0)
      return undefined;
    return {
      provided: this.#provided,
      injected: this.#injected,
      dataSources: this.#dataSources,
      global: this.#global,
    };
  }

  read(node: Node): void {
    if (node.type === 'Property') this.#property(node);
    else if (node.type === 'CallExpression') this.#call(node);
  }

  #property(node: Node): void {
    const key = keyOf(node);
    const value = unwrap(node.value as Node);
    if (key === 'provide') this.#provided.push(...this.#tokens(value));
    if (key === 'useExisting') this.#inject(value);
    if (key === 'inject' && value.type === 'ArrayExpression')
      for (const element of value.elements as (Node | null)[]) {
        if (!element) continue;
        const item = unwrap(element);
        this.#inject(item.type === 'ObjectExpression' ? propertyOf(item, 'token') : item);
      }
  }

  #call(node: Node): void {
    const callee = unwrap(node.callee as Node);
    const args = argumentsOf(node);
    const name =
      this.#bindings.originOf(callee)?.imported ??
      (callee.type === 'MemberExpression' ? this.#bindings.propertyName(callee) : nameOf(callee)) ??
      '';
    const position = DATA_SOURCE_ARGUMENT[name];
    if (position !== undefined) {
      const chosen = args[position];
      const value = this.#bindings.foldOne(chosen) ?? this.#bindings.foldOne(propertyOf(chosen, 'name'));
      if (chosen && value !== undefined) this.#dataSources.push({ value, start: chosen.start });
    }
    if (name === 'Inject') this.#inject(args[0]);
    if (callee.type !== 'MemberExpression' || !LOOK_UPS.has(name)) return;
    const holder = unwrap(callee.object as Node);
    const spoken = nameOf(holder) ?? (holder.type === 'MemberExpression' ? this.#memberName(holder) : undefined) ?? '';
    const isModuleRef = /module_?ref/i.test(spoken);
    if (isModuleRef) this.#inject(args[0]);
    const options = args[1] && this.#object(args[1]);
    const strict = propertyOf(options, 'strict');
    if (strict && strict.value === false) this.#global.push({ value: 'strict: false', start: node.start });
    else if (isModuleRef && args[1] && (!options || (strict && strict.value !== true)))
      this.#global.push({ value: 'computed options', start: node.start });
  }

  #memberName(node: Node): string | undefined {
    const property = node.property as Node;
    return property.type === 'PrivateIdentifier' ? (property.name as string) : this.#bindings.propertyName(node);
  }

  #object(node: Node): Node | undefined {
    if (node.type === 'ObjectExpression') return node;
    const values = nameOf(node) === undefined ? [] : this.#bindings.valuesOf(nameOf(node)!);
    const [only] = values;
    return values.length === 1 && only ? this.#asObject(unwrap(only)) : undefined;
  }

  #asObject = (node: Node): Node | undefined => (node.type === 'ObjectExpression' ? node : undefined);

  #inject(node: Node | undefined): void {
    if (!node) return;
    const body = node.type === 'ArrowFunctionExpression' ? unwrap(node.body as Node) : node;
    if (body.type === 'CallExpression' && nameOf(body.callee) === 'forwardRef')
      return this.#inject(argumentsOf(body)[0]);
    for (const value of this.#tokens(body)) this.#injected.push({ value, start: node.start });
  }

  /** The strings and symbols an expression may be; a symbol is told by its description. */
  #tokens(node: Node): string[] {
    const texts = this.#bindings.fold(node);
    if (texts) return texts;
    if (node.type === 'Identifier') {
      const values = this.#bindings.valuesOf(node.name as string);
      return values.length === 1 && unwrap(values[0]!).type === 'CallExpression'
        ? this.#tokens(unwrap(values[0]!))
        : [];
    }
    if (node.type !== 'CallExpression') return [];
    const callee = unwrap(node.callee as Node);
    const symbol =
      nameOf(callee) === 'Symbol' || (callee.type === 'MemberExpression' && nameOf(callee.object) === 'Symbol');
    return symbol ? (this.#bindings.fold(argumentsOf(node)[0]) ?? []) : [];
  }
}
