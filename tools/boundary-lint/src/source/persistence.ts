import { namesIn } from '../sql/sql-text.js';
import type { Bindings } from './bindings.js';
import type { Located } from './located.js';
import type { PersistenceFacts } from './source-file.js';
import {
  AMBIGUOUS,
  BY_ENTITY,
  BY_NAME,
  CONNECTION,
  ENTITY,
  FRAGMENT,
  GLOBS,
  MAPPING,
  QUALIFIED,
  QUIET_FRAGMENT,
  RELATION,
  SCHEMA_CALLS,
  SCHEMA_KEYS,
  SENDS,
  TABLE_KEYS,
  maybeStatement,
} from './persistence-words.js';
import { DatabaseOptions } from './database-options.js';
import { Receivers } from './receivers.js';
import { SurroundingsReader } from './surroundings.js';
import { isStatement } from '../sql/statement.js';
import { argumentsOf, keyOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

/** Collects the SQL and the database configuration of a file, node by node. */
export class PersistenceReader {
  readonly #bindings: Bindings;
  readonly #receivers: Receivers;
  readonly #options: DatabaseOptions;
  readonly #surroundings: SurroundingsReader;
  /** SQL texts; `\0` marks a computed part. */
  readonly #sql: Located[] = [];
  readonly #entities: { className: string; table: string }[] = [];
  readonly #schemas: Located[] = [];
  readonly #relations: Located[] = [];
  readonly #globs: Located[] = [];
  readonly #named: Located[] = [];
  readonly #connections: Located[] = [];
  readonly #aliases = new Set<string>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
    this.#receivers = new Receivers(bindings);
    this.#options = new DatabaseOptions(bindings, this.#receivers);
    this.#surroundings = new SurroundingsReader(bindings);
  }

  get facts(): PersistenceFacts | undefined {
    const lists = [
      this.#sql,
      this.#entities,
      this.#schemas,
      this.#relations,
      this.#globs,
      this.#named,
      this.#connections,
    ];
    if (lists.every(({ length }) => length === 0)) return undefined;
    return {
      sql: this.#sql.map(namesIn),
      entities: this.#entities,
      schemas: this.#schemas,
      relations: this.#relations,
      globs: this.#globs,
      named: this.#named,
      connections: this.#connections,
      aliases: [...this.#aliases],
    };
  }

  read(node: Node, parent: Node | undefined, key: string): void {
    this.#surroundings.meet(node, parent, key);
    switch (node.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'BinaryExpression':
        this.#text(node, parent, key);
        break;
      case 'Identifier':
        this.#connection(node.name as string, node);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#entity(node);
        break;
      case 'CallExpression':
      case 'NewExpression':
        this.#call(node);
        break;
      case 'Property':
        this.#property(node, parent);
        break;
      default:
    }
  }

  #text(node: Node, parent: Node | undefined, key: string): void {
    // The parts of a longer text are read with it; specifiers and keys are not SQL.
    if (node.type === 'BinaryExpression' && node.operator !== '+') return;
    if (parent?.type === 'BinaryExpression' && parent.operator === '+') return;
    if (key === 'source' || key === 'key' || parent?.type === 'TSLiteralType') return;
    // A text that is only compared is not sent to a database.
    if (parent?.type === 'BinaryExpression' || (parent?.type === 'SwitchCase' && key === 'test')) return;
    if (node.type === 'Literal' && typeof node.value !== 'string') return;
    const tagged = parent?.type === 'TaggedTemplateExpression' && this.#isTag(parent.tag as Node, TAG);
    if (parent?.type === 'TaggedTemplateExpression' && this.#isTag(parent.tag as Node, OTHER_TAG)) return;
    const text = this.#withHoles(node);
    this.#connection(text, node);
    if (QUALIFIED.test(text) && !this.#isNoTable(node, parent, key))
      this.#named.push({ value: text, start: node.start });
    if (tagged || this.#isSql(text, node, parent, key)) this.#sql.push({ value: text, start: node.start });
  }

  /** `sql`, `Prisma.sql`, `client.$queryRaw`, `sql.type(row)`; not `styled.div`. */
  #isTag(tag: Node, names: RegExp): boolean {
    const node = unwrap(tag);
    if (node.type === 'CallExpression') return this.#isTag(node.callee as Node, names);
    if (node.type !== 'MemberExpression') return names.test(nameOf(node) ?? '');
    return names.test(this.#bindings.propertyName(node) ?? '') || this.#isTag(node.object as Node, names);
  }

  /** Whether a text is passed to something other than a database: `emitter.emit('catalog.product')` of another package, a translation. */
  #isNoTable(node: Node, parent: Node | undefined, key: string): boolean {
    const { call, name } = this.#surroundings.of(node);
    if (name !== undefined && KEY_NAME.test(name) && !/table|foreign/i.test(name)) return true;
    const receiver = call && this.#receivers.ofCall(call);
    if (receiver === 'other') return true;
    if (call && receiver === 'unknown' && TAKES_KEY.test(this.#bindings.calledName(call) ?? '')) return true;
    return this.#surroundings.isReadByPeople(node, parent, key);
  }

  /** Whether a text is SQL: always if it is sent to a database; otherwise if it looks like SQL and is not written for people. */
  #isSql(text: string, node: Node, parent: Node | undefined, key: string): boolean {
    if (!isLikeSql(text)) return false;
    const isArgument = key === 'arguments' && parent?.type === 'CallExpression';
    if (isArgument && SENDS.test(this.#bindings.calledName(parent) ?? '') && this.#receivers.ofCall(parent) !== 'other')
      return true;
    if (this.#surroundings.isReadByPeople(node, parent, key)) return false;
    if (this.#surroundings.of(node).inTexts && !SURELY_SQL.test(text)) return false;
    return FRAGMENT.test(text) || QUIET_FRAGMENT.test(text) || isStatement(text);
  }

  /** Text that a call puts together: `['select *', 'from x.y'].join(' ')`. */
  #made(call: Node, name: string): void {
    if (!/^(?:concat|join|replace|replaceAll)$/.test(name)) return;
    for (const value of this.#bindings.fold(call) ?? [])
      if (isLikeSql(value) && (FRAGMENT.test(value) || isStatement(value)))
        this.#sql.push({ value, start: call.start });
  }

  #connection(name: string, { start }: Node): void {
    const [, context] = CONNECTION.exec(name) ?? [];
    if (context !== undefined) this.#connections.push({ value: context.toLowerCase(), start });
  }

  /** Returns the text of an expression; `\0` marks an unknown part. */
  #withHoles(expression: Node): string {
    const node = unwrap(expression);
    if (node.type === 'TemplateLiteral')
      return (node.quasis as { value: { cooked: string | null } }[])
        .map(({ value }, i) => {
          const hole = (node.expressions as Node[])[i];
          return (value.cooked ?? '') + (hole ? this.#withHoles(hole) : '');
        })
        .join('');
    if (node.type === 'BinaryExpression' && node.operator === '+')
      return this.#withHoles(node.left as Node) + this.#withHoles(node.right as Node);
    // Several tables to choose from read like a list of tables, so each of them is judged.
    return this.#bindings.fold(node)?.join(', ') ?? '\0';
  }

  #entity(node: Node): void {
    for (const { expression } of (node.decorators as { expression: Node }[] | undefined) ?? []) {
      const call = unwrap(expression);
      if (call.type !== 'CallExpression' || this.#receivers.ofCall(call) === 'other') continue;
      const [first, second] = argumentsOf(call);
      const decorator = this.#bindings.calledName(call) ?? '';
      // A decorator of the workspace's own around the one of the ORM: `@TenantEntity('product')`.
      const wraps = decorator.endsWith('Entity') && this.#bindings.foldOne(first) !== undefined;
      if (!ENTITY.has(decorator) && !wraps) continue;
      const options = first?.type === 'ObjectExpression' ? first : second;
      const className = nameOf(node.id) ?? 'default';
      const named = this.#bindings.foldOne(first) ?? this.#bindings.foldOne(propertyOf(options, 'name'));
      this.#entities.push({ className, table: named ?? className });
      this.#schema(propertyOf(options, 'database'));
      if (named?.includes('.')) this.#relations.push({ value: named, start: call.start });
    }
  }

  #call(node: Node): void {
    const name = this.#bindings.calledName(node);
    if (name === undefined) return;
    this.#made(node, name);
    const args = argumentsOf(node);
    const receiver = this.#receivers.ofCall(node);
    if (receiver === 'other') return;
    if (name === 'EntitySchema') this.#entitySchema(args[0]);
    if (/^(?:Table|View|JoinTable)$/.test(name) && !this.#receivers.isOfAnotherPackage(node))
      this.#relation(propertyOf(args[0], 'name'));
    if (SCHEMA_CALLS.has(name) && (receiver === 'database' || name === 'withSchema' || name === 'pgSchema'))
      this.#schema(args[0]);
    if (RELATION.has(name)) this.#relation(args[0], true);
    if (name === 'importClassesFromDirectories') this.#glob(args[1]);
    this.#entityByName(name, args[0], receiver === 'database');
    if (!BY_NAME.has(name) || (AMBIGUOUS.has(name) && receiver !== 'database')) return;
    // The `join` of a query builder says on what; the one of a list does not.
    if (name === 'join' && args.length < 2) return;
    const at = MAPPING.test(name) ? 1 : 0;
    this.#relation(args[at]);
    for (const argument of args.slice(at + 1)) {
      const alias = this.#bindings.foldOne(argument);
      if (alias !== undefined && /^\w+$/.test(alias)) this.#aliases.add(alias);
    }
    const only = this.#bindings.foldOne(args[0]);
    // repository.createQueryBuilder('alias')
    if (name === 'createQueryBuilder' && args.length === 1 && only !== undefined) this.#aliases.add(only);
  }

  /** `manager.find('ProductEntity')`; `cache.delete('Product')` names no entity. */
  #entityByName(name: string, argument: Node | undefined, ofDatabase: boolean): void {
    if (!BY_ENTITY.test(name)) return;
    const entity = this.#bindings.foldOne(argument) ?? '';
    if (/^[A-Z]/.test(entity) && (ofDatabase || entity.endsWith('Entity'))) this.#relation(argument);
  }

  #entitySchema(options: Node | undefined): void {
    const name = this.#bindings.foldOne(propertyOf(options, 'name'));
    if (name === undefined) return;
    this.#entities.push({
      className: name,
      table: this.#bindings.foldOne(propertyOf(options, 'tableName')) ?? name,
    });
    const relations = propertyOf(options, 'relations');
    for (const property of (relations?.properties as Node[] | undefined) ?? [])
      if (property.type === 'Property') this.#relation(propertyOf(unwrap(property.value as Node), 'target'), true);
  }

  #property(node: Node, object: Node | undefined): void {
    const key = keyOf(node) ?? '';
    const value = unwrap(node.value as Node);
    if (GLOBS.has(key)) this.#glob(value);
    if (
      !(SCHEMA_KEYS.has(key) || TABLE_KEYS.has(key)) ||
      !this.#options.configure(node, object, this.#surroundings.of(node))
    )
      return;
    if (SCHEMA_KEYS.has(key)) this.#schema(value);
    else this.#relation(value);
  }

  /** TypeORM takes a list or an object of them. */
  #glob(value: Node | undefined): void {
    const elements =
      value?.type === 'ArrayExpression'
        ? (value.elements as (Node | null)[])
        : value?.type === 'ObjectExpression'
          ? (value.properties as Node[]).map((property) => property.value as Node | null)
          : [value];
    for (const element of elements) {
      const path = element ? this.#bindings.foldOne(element) : undefined;
      if (element && path !== undefined && /[/*]|\.[mc]?[jt]s$/.test(path))
        this.#globs.push({ value: path, start: element.start });
    }
  }

  #relation(node: Node | undefined, lazy = false): void {
    if (!node) return;
    const body = lazy ? returned(node) : node;
    // Query builders take several tables, and a table with its alias: `selectFrom(['line', 'product as p'])`.
    const tables = body?.type === 'ArrayExpression' ? (body.elements as (Node | null)[]) : [body];
    for (const table of tables)
      for (const value of this.#bindings.fold(table ?? undefined) ?? [])
        this.#relations.push({ value: value.replace(/\s+as\s+\w+$/i, ''), start: node.start });
  }

  #schema(node: Node | undefined): void {
    if (!node) return;
    for (const value of this.#bindings.fold(node) ?? [])
      if (SCHEMA_NAME.test(value)) this.#schemas.push({ value, start: node.start });
  }
}

/** Signs that a text is not a sentence: operators, several lines, a table with its schema. */
const SURELY_SQL = /[*=$\n]|\w\.\w|\w\(/;

/** Methods and decorators that take a key with a dot: of an event, a setting, a permission, a metric. */
const TAKES_KEY =
  /^(?:get|getOrThrow|set|has|emit|on|once|off|publish|subscribe|unsubscribe|dispatch|send|can|cannot|(?:add|remove)(?:Event)?Listener|create(?:Counter|Histogram|Gauge|UpDownCounter)|start(?:Active)?Span|OnEvent|MessagePattern|EventPattern|InjectQueue|registerQueue|SetMetadata|\w*(?:Permission|Role|Scope|Privilege)s?)$/;
/** Names of such keys. */
const KEY_NAME =
  /(?:key|route|path|event|topic|permission|perm|pattern|queue|metric|scope|channel|subject|feature|flag)s?$/i;

/** Names of tags whose text goes to a database. */
const TAG = /sql|^\$?(?:query|execute)Raw$/i;

/** Names of tags whose text is in another language. */
const OTHER_TAG = /^(?:css|styled|keyframes|createGlobalStyle|html|svg|gql|graphql|chalk|md|msg)$/;

const isLikeSql = (text: string): boolean =>
  maybeStatement(text) || FRAGMENT.test(text) || QUIET_FRAGMENT.test(text) || text.includes('search_path');

/** Whether a text is a valid schema name, and not a URL or a file path. */
const SCHEMA_NAME = /^"?[\p{L}_][\p{L}\p{N}_$-]*"?$/u;

/** Returns the result of a function that does not depend on its parameters; any other expression unchanged. */
function returned(node: Node): Node {
  if (!node.type.endsWith('FunctionExpression')) return node;
  const body = unwrap(node.body as Node);
  if (body.type !== 'BlockStatement') return body;
  const last = (body.body as Node[]).find(({ type }) => type === 'ReturnStatement');
  return last?.argument ? unwrap(last.argument as Node) : body;
}
