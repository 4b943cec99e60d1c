import type { Bindings } from './bindings.js';
import type { Located, PersistenceFacts } from './source-file.js';
import { argumentsOf, keyOf, nameOf, propertyOf, unwrap, type Node } from './syntax-tree.js';

const ENTITY = new Set(['Entity', 'ViewEntity', 'ChildEntity']);
const RELATION = new Set(['ManyToOne', 'OneToMany', 'OneToOne', 'ManyToMany', 'TreeParent', 'TreeChildren']);
/** Calls that name a table or an entity by their first argument. */
const BY_NAME = new Set([
  'from',
  'into',
  'update',
  'addFrom',
  'getRepository',
  'getTreeRepository',
  'getMongoRepository',
  'createQueryBuilder',
  'InjectRepository',
  'getRepositoryToken',
  'getMetadata',
  'hasMetadata',
  'relation',
  'table',
  'createTable',
  'dropTable',
  'hasTable',
  'addColumn',
  'dropColumn',
  'createIndex',
  'createForeignKey',
  'createForeignKeys',
  'dropForeignKey',
  'clearTable',
  'join',
  'leftJoin',
  'rightJoin',
  'innerJoin',
  'leftJoinAndSelect',
  'innerJoinAndSelect',
  'leftJoinAndMapOne',
  'leftJoinAndMapMany',
  'innerJoinAndMapOne',
  'innerJoinAndMapMany',
]);
const MAPPING = /AndMap(?:One|Many)$/;
const SCHEMA_KEYS = new Set(['schema', 'referencedSchema']);
const TABLE_KEYS = new Set(['referencedTableName', 'tableName']);
const SCHEMA_CALLS = new Set(['withSchema', 'createSchema', 'dropSchema', 'hasSchema']);
const GLOBS = new Set(['entities', 'migrations', 'subscribers']);

/** SQL as people write it; plain English has no such order of words. */
const STATEMENT =
  /\b(?:SELECT\b[\s\S]*\bFROM\b|INSERT\s+INTO\b|UPDATE\b[\s\S]+\bSET\b|DELETE\s+FROM\b|MERGE\s+INTO\b|WITH\b[\s\S]+\bAS\s*(?:NOT\s+)?(?:MATERIALIZED\s*)?\(|(?:CREATE|ALTER|DROP|COMMENT\s+ON|REFRESH)\s+(?:OR\s+REPLACE\s+|TEMP(?:ORARY)?\s+|UNIQUE\s+|UNLOGGED\s+|MATERIALIZED\s+|FOREIGN\s+)*(?:TABLE|INDEX|VIEW|SCHEMA|SEQUENCE|TYPE|FUNCTION|PROCEDURE|TRIGGER|RULE|POLICY|DOMAIN|ROLE|SERVER|EXTENSION|AGGREGATE|MATERIALIZED)\b|TRUNCATE\b|GRANT\b[\s\S]+\bON\b|REVOKE\b[\s\S]+\bON\b|COPY\s+\S+|LOCK\s+TABLE\b|IMPORT\s+FOREIGN\b|SET\s+(?:LOCAL\s+|SESSION\s+)?(?:search_path|ROLE|SESSION)\b|set_config\s*\(|CALL\s+\w+|(?:dblink|postgres_fdw)\b)/i;
/** A piece that is put together with others. */
const FRAGMENT = /\b(?:FROM|JOIN|INTO|UPDATE|REFERENCES|TABLE|USING)\s+(?:ONLY\s+)?[\w"\0]+\s*\.|search_path/;

/** Words of TypeORM and query builders, as code spells them. */
const WORDS = new RegExp(
  [
    `\\b(?:${[...ENTITY, ...RELATION, 'EntitySchema', 'Table', 'View', 'TableForeignKey'].join('|')})\\b`,
    `\\b(?:${[...BY_NAME, ...SCHEMA_CALLS].filter((name) => /[A-Z]/.test(name)).join('|')})\\b`,
    `\\b(?:${[...SCHEMA_KEYS, ...TABLE_KEYS, ...GLOBS].join('|')})["']?\\s*:`,
    '\\.\\s*(?:from|into|update|table|join|relation)\\s*\\(\\s*["\'`]|\\bsql\\s*`',
  ].join('|'),
);

/** Whether a file may say something to a database; most do not. */
export const mayPersist = (text: string): boolean => WORDS.test(text) || STATEMENT.test(text) || FRAGMENT.test(text);

/** Collects what a file says to its database, node by node. */
export class PersistenceReader {
  readonly #bindings: Bindings;
  readonly #sql: Located[] = [];
  readonly #entities: { className: string; table: string }[] = [];
  readonly #schemas: Located[] = [];
  readonly #relations: Located[] = [];
  readonly #globs: Located[] = [];
  readonly #aliases = new Set<string>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  get facts(): PersistenceFacts | undefined {
    if (this.#sql.length + this.#entities.length + this.#schemas.length + this.#relations.length === 0)
      if (this.#globs.length === 0) return undefined;
    return {
      sql: this.#sql,
      entities: this.#entities,
      schemas: this.#schemas,
      relations: this.#relations,
      globs: this.#globs,
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
    if (tagged || STATEMENT.test(text) || FRAGMENT.test(text)) this.#sql.push({ value: text, start: node.start });
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
      if (named?.includes('.')) this.#relations.push({ value: named, start: call.start });
    }
  }

  #call(node: Node): void {
    const name = this.#calleeName(node);
    if (name === undefined) return;
    const args = argumentsOf(node);
    if (name === 'EntitySchema') this.#entitySchema(args[0]);
    if (name === 'Table' || name === 'View') this.#relation(propertyOf(args[0], 'name'));
    if (SCHEMA_CALLS.has(name)) this.#schema(args[0]);
    if (RELATION.has(name)) this.#relation(args[0], true);
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
    if (GLOBS.has(key) && value.type === 'ArrayExpression')
      for (const element of value.elements as (Node | null)[]) {
        const path = element ? this.#bindings.foldOne(element) : undefined;
        if (element && path !== undefined && /[/*.]/.test(path))
          this.#globs.push({ value: path, start: element.start });
      }
  }

  #relation(node: Node | undefined, lazy = false): void {
    if (!node) return;
    const body = lazy && node.type === 'ArrowFunctionExpression' ? unwrap(node.body as Node) : node;
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
