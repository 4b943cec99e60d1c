import type { Bindings } from './bindings.js';
import type { Located } from './located.js';
import type { InjectionFacts, TokenOfFile } from './source-file.js';
import { Receivers } from './receivers.js';
import { argumentsOf, nameOf, propertyOf, unwrap, keyOf, type Node } from './syntax-tree.js';

const LOOK_UPS = new Set(['get', 'resolve', 'create', 'select']);
/** The position of the data source name among the arguments, by function. */
const DATA_SOURCE_ARGUMENT: Readonly<Record<string, number>> = {
  InjectRepository: 1,
  getRepositoryToken: 1,
  InjectDataSource: 0,
  getDataSourceToken: 0,
  InjectEntityManager: 0,
  getEntityManagerToken: 0,
  InjectConnection: 0,
  getConnectionToken: 0,
  getConnection: 0,
  getManager: 0,
  forFeature: 1,
};
/** Those among them that other libraries have too. */
const AMBIGUOUS = new Set(['forFeature', 'getConnection', 'getManager']);
const DATABASE_MODULE =
  /typeorm|mongoose|mikro|sequelize|orm|database|prisma|drizzle|knex|connection|manager|data_?source/i;
/** Parts of Nest that expose every provider of the process, including those of other contexts. */
export const ALL_PROVIDERS: ReadonlySet<string> = new Set([
  'ModulesContainer',
  'NestContainer',
  'NestApplicationContext',
  'SerializedGraph',
  'GraphInspector',
  'DiscoveryService',
  'DiscoveryModule',
  'MetadataScanner',
  'LazyModuleLoader',
]);
/** Injection metadata of Nest, if written by hand instead of with a decorator. */
const METADATA =
  /^(?:self:paramtypes|self:properties_metadata|design:paramtypes|(?:SELF_DECLARED|PROPERTY)_DEPS_METADATA)$/;

const WORDS = new RegExp(
  [
    String.raw`\bInject\b|\bClientsModule\b|\b[mM]oduleRef\b|\bstrict\b|\b(?:provide|useExisting|inject)["']?\s*:|\bforwardRef\b`,
    String.raw`InjectRepository\s*\([^)]*,|getRepositoryToken|\bforFeature\s*\([^)]*,|Symbol\.for`,
    String.raw`(?:DataSource|EntityManager|Connection|getManager)(?:Token)?\s*\(\s*[^)\s]|\bdefineMetadata\b|Reflect\.metadata`,
    String.raw`\.\s*(?:get|resolve)\s*\(\s*["'\x60]|\b(?:${[...ALL_PROVIDERS].join('|')})\b`,
  ].join('|'),
);

/** Whether a file may take something out of the container by name; most do not. */
export const mayInject = (text: string): boolean => WORDS.test(text);

/** Collects the tokens that a file injects and provides. */
export class InjectionReader {
  readonly #bindings: Bindings;
  readonly #receivers: Receivers;
  readonly #provided: string[] = [];
  readonly #injected: Located[] = [];
  readonly #providedFrom: TokenOfFile[] = [];
  readonly #injectedFrom: (TokenOfFile & { start: number })[] = [];
  readonly #dataSources: Located[] = [];
  readonly #global: Located[] = [];

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
    this.#receivers = new Receivers(bindings);
  }

  get facts(): InjectionFacts | undefined {
    const named = this.#providedFrom.length + this.#injectedFrom.length;
    if (this.#provided.length + this.#injected.length + this.#dataSources.length + this.#global.length + named === 0)
      return undefined;
    return {
      provided: this.#provided,
      injected: this.#injected,
      providedFrom: this.#providedFrom,
      injectedFrom: this.#injectedFrom,
      dataSources: this.#dataSources,
      global: this.#global,
    };
  }

  read(node: Node): void {
    if (node.type === 'Property') this.#property(node);
    else if (node.type === 'CallExpression') this.#call(node);
    else if (node.type === 'MemberExpression') this.#member(node);
  }

  /** `core.ModulesContainer`, `moduleRef.container`. */
  #member(node: Node): void {
    const property = this.#bindings.propertyName(node) ?? '';
    if (ALL_PROVIDERS.has(property)) this.#global.push({ value: property, start: node.start });
    if (property === 'container' && this.#isModuleRef(node.object as Node))
      this.#global.push({ value: 'its container', start: node.start });
  }

  #property(node: Node): void {
    const key = keyOf(node);
    const value = unwrap(node.value as Node);
    // const { ModulesContainer } = await import('@nestjs/core')
    if (ALL_PROVIDERS.has(key ?? '')) this.#global.push({ value: key!, start: node.start });
    if (key === 'provide') {
      this.#provided.push(...this.#tokens(value));
      const from = this.#tokenOfFile(value);
      if (from) this.#providedFrom.push(from);
    }
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
    if (position !== undefined && this.#connects(name, callee)) {
      const chosen = args[position];
      const value = this.#bindings.foldOne(chosen) ?? this.#bindings.foldOne(propertyOf(chosen, 'name'));
      if (chosen && value !== undefined) this.#dataSources.push({ value, start: chosen.start });
    }
    if (name === 'Inject') this.#inject(args[0]);
    if (
      /^register(?:Async)?$/.test(name) &&
      callee.type === 'MemberExpression' &&
      nameOf(callee.object) === 'ClientsModule'
    )
      this.#clients(args[0]);
    if (
      (name === 'defineMetadata' || name === 'metadata') &&
      METADATA.test(this.#bindings.foldOne(args[0]) ?? nameOf(args[0]) ?? '')
    )
      this.#global.push({ value: 'metadata written by hand', start: node.start });
    if (LOOK_UPS.has(name)) this.#lookUp(node, callee.type === 'MemberExpression' ? callee.object : undefined, args);
    // refs.get.call(refs, token, options)
    const inner = callee.type === 'MemberExpression' && name === 'call' ? unwrap(callee.object as Node) : undefined;
    if (inner?.type === 'MemberExpression' && LOOK_UPS.has(this.#bindings.propertyName(inner) ?? ''))
      this.#lookUp(node, inner.object, args.slice(1));
  }

  /** `ClientsModule.register([{ name: 'PRICES', … }])` provides a client under each name. */
  #clients(options: Node | undefined): void {
    const list = options?.type === 'ObjectExpression' ? propertyOf(options, 'clients') : options;
    for (const client of list?.type === 'ArrayExpression' ? (list.elements as (Node | null)[]) : []) {
      const token = propertyOf(client ? unwrap(client) : undefined, 'name');
      if (!token) continue;
      this.#provided.push(...this.#tokens(token));
      const from = this.#tokenOfFile(token);
      if (from) this.#providedFrom.push(from);
    }
  }

  /** Whether a function opens or chooses a database: `TypeOrmModule.forFeature`, not `ConfigModule.forFeature`. */
  #connects(name: string, callee: Node): boolean {
    if (!AMBIGUOUS.has(name) || callee.type !== 'MemberExpression') return true;
    return DATABASE_MODULE.test(this.#spokenName(callee.object as Node));
  }

  #lookUp(call: Node, holder: unknown, args: readonly Node[]): void {
    const ofModule = holder !== undefined && this.#isModuleRef(holder as Node);
    if (!ofModule && holder !== undefined && this.#isNoContainer(holder as Node, args[0])) return;
    if (ofModule) this.#inject(args[0]);
    const options = args[1] && this.#object(args[1]);
    const strict = this.#strictOf(options);
    // `strict: !1` and `strict: options.strict` may be false as well.
    if (strict && strict.value !== true) this.#global.push({ value: '{ strict: false }', start: call.start });
    else if (ofModule && args[1] && !options)
      this.#global.push({ value: 'options that are computed', start: call.start });
  }

  /** Whether an object is a `ModuleRef`, by its name or by its type. */
  #isModuleRef(holder: Node): boolean {
    const name = this.#spokenName(holder);
    return (
      isModuleRef(name) ||
      this.#bindings.typesOf(name).some((type) => {
        const written = nameOf(type.typeName) ?? '';
        return isModuleRef(this.#bindings.imported(written)?.imported ?? written);
      })
    );
  }

  /** `Model.create({ … }, { strict: false })`, `cache.get('x', { strict: false })`: calls that do not belong to Nest. */
  #isNoContainer(holder: Node, token: Node | undefined): boolean {
    if (token?.type === 'ObjectExpression' || token?.type === 'ArrayExpression') return true;
    return this.#receivers.of(holder) !== 'unknown';
  }

  /** The value of `strict`, written in an object or spread into it. */
  #strictOf(options: Node | undefined): Node | undefined {
    const spread = ((options?.properties as Node[] | undefined) ?? []).filter(({ type }) => type === 'SpreadElement');
    return (
      propertyOf(options, 'strict') ??
      spread.map(({ argument }) => propertyOf(this.#object(unwrap(argument as Node)), 'strict')).find(Boolean)
    );
  }

  /** Returns the name of an object in the code: a variable, a property or a private field. */
  #spokenName(expression: Node): string {
    const node = unwrap(expression);
    if (node.type !== 'MemberExpression') return nameOf(node) ?? '';
    const property = node.property as Node;
    return (
      (property.type === 'PrivateIdentifier' ? (property.name as string) : this.#bindings.propertyName(node)) ?? ''
    );
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
    const from = this.#tokenOfFile(body);
    if (from) this.#injectedFrom.push({ ...from, start: node.start });
  }

  /** A token that a file of the workspace may declare: an imported name, or a member of one: `TOKENS.PRICES`. */
  #tokenOfFile(node: Node): TokenOfFile | undefined {
    const holder = node.type === 'MemberExpression' ? this.#bindings.originOf(node.object as Node) : undefined;
    const property = holder && this.#bindings.propertyName(node);
    const from = property === undefined ? this.#bindings.originOf(node) : { ...holder!, imported: property };
    return from && !FRAMEWORK.test(from.specifier) ? from : undefined;
  }

  /** Returns the possible strings and symbols of an expression; a symbol is identified by its description. */
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

/** Packages that declare no token of ours. */
const FRAMEWORK = /^(?:@nestjs\/|typeorm$|node:)/;

const isModuleRef = (name: string): boolean => /module_?ref/i.test(name);
