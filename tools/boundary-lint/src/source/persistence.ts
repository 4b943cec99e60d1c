import { namesIn } from '../sql/sql-text.js';
import type { Bindings } from './bindings.js';
import type { Located, PersistenceFacts } from './source-file.js';
import {
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
  STATEMENT,
  TABLE_KEYS,
} from './persistence-words.js';
import { argumentsOf, keyOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

/** Collects what a file says to its database, node by node. */
export class PersistenceReader {
  readonly #bindings: Bindings;
  /** Texts of SQL; `\0` stands where a part is computed. */
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
        this.#property(node);
        break;
      default:
    }
  }

  #text(node: Node, parent: Node | undefined, key: string): void {
    // Parts of a longer text are read with it; specifiers and keys are none.
    if (node.type === 'BinaryExpression' && node.operator !== '+') return;
    if (parent?.type === 'BinaryExpression' && parent.operator === '+') return;
    if (key === 'source' || key === 'key' || parent?.type === 'TSLiteralType') return;
    if (node.type === 'Literal' && typeof node.value !== 'string') return;
    const tagged =
      parent?.type === 'TaggedTemplateExpression' && /sql/i.test(nameOf(unwrap(parent.tag as Node)) ?? 'sql');
    const text = this.#withHoles(node);
    this.#connection(text, node);
    if (QUALIFIED.test(text)) this.#named.push({ value: text, start: node.start });
    if (tagged || isSql(text)) this.#sql.push({ value: text, start: node.start });
  }

  /** Text that a call puts together: `['select *', 'from x.y'].join(' ')`. */
  #made(call: Node): void {
    const callee = unwrap(call.callee as Node);
    const method = callee.type === 'MemberExpression' ? (this.#bindings.propertyName(callee) ?? '') : '';
    if (!/^(?:concat|join|replace|replaceAll)$/.test(method)) return;
    for (const value of this.#bindings.fold(call) ?? []) if (isSql(value)) this.#sql.push({ value, start: call.start });
  }

  #connection(name: string, { start }: Node): void {
    const [, context] = CONNECTION.exec(name) ?? [];
    if (context !== undefined) this.#connections.push({ value: context.toLowerCase(), start });
  }

  /** The text of an expression; `\0` where a part is not known. */
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
      if (call.type !== 'CallExpression' || !ENTITY.has(this.#calleeName(call) ?? '')) continue;
      const [first, second] = argumentsOf(call);
      const options = first?.type === 'ObjectExpression' ? first : second;
      const className = nameOf(node.id) ?? 'default';
      const named = this.#bindings.foldOne(first) ?? this.#bindings.foldOne(propertyOf(options, 'name'));
      this.#entities.push({ className, table: named ?? className });
      this.#schema(propertyOf(options, 'database'));
      if (named?.includes('.')) this.#relations.push({ value: named, start: call.start });
    }
  }

  #call(node: Node): void {
    this.#made(node);
    const name = this.#calleeName(node);
    if (name === undefined) return;
    const args = argumentsOf(node);
    if (name === 'EntitySchema') this.#entitySchema(args[0]);
    if (name === 'Table' || name === 'View' || name === 'JoinTable') this.#relation(propertyOf(args[0], 'name'));
    if (SCHEMA_CALLS.has(name)) this.#schema(args[0]);
    if (RELATION.has(name)) this.#relation(args[0], true);
    if (name === 'importClassesFromDirectories') this.#glob(args[1]);
    if (BY_ENTITY.test(name) && /^[A-Z]/.test(this.#bindings.foldOne(args[0]) ?? '')) this.#relation(args[0]);
    if (!BY_NAME.has(name)) return;
    this.#relation(args[MAPPING.test(name) ? 1 : 0]);
    for (const argument of args.slice(1)) {
      const alias = this.#bindings.foldOne(argument);
      if (alias !== undefined && /^\w+$/.test(alias)) this.#aliases.add(alias);
    }
    const only = this.#bindings.foldOne(args[0]);
    // repository.createQueryBuilder('alias')
    if (name === 'createQueryBuilder' && args.length === 1 && only !== undefined) this.#aliases.add(only);
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

  #property(node: Node): void {
    const key = keyOf(node) ?? '';
    const value = unwrap(node.value as Node);
    if (SCHEMA_KEYS.has(key)) this.#schema(value);
    if (TABLE_KEYS.has(key)) this.#relation(value);
    if (GLOBS.has(key)) this.#glob(value);
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
    for (const value of this.#bindings.fold(body) ?? []) this.#relations.push({ value, start: node.start });
  }

  #schema(node: Node | undefined): void {
    if (!node) return;
    for (const value of this.#bindings.fold(node) ?? []) this.#schemas.push({ value, start: node.start });
  }

  #calleeName(call: Node): string | undefined {
    const callee = unwrap(call.callee as Node);
    const origin = this.#bindings.originOf(callee);
    if (origin && origin.imported !== '*' && origin.imported !== 'default') return origin.imported;
    return callee.type === 'MemberExpression' ? this.#bindings.propertyName(callee) : nameOf(callee);
  }
}

const isSql = (text: string): boolean => STATEMENT.test(text) || FRAGMENT.test(text) || QUIET_FRAGMENT.test(text);

/** What a function without parameters that matter gives back; anything else is itself. */
function returned(node: Node): Node {
  if (!node.type.endsWith('FunctionExpression')) return node;
  const body = unwrap(node.body as Node);
  if (body.type !== 'BlockStatement') return body;
  const last = (body.body as Node[]).find(({ type }) => type === 'ReturnStatement');
  return last?.argument ? unwrap(last.argument as Node) : body;
}
