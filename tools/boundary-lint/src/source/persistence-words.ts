/** Decorators that make a class an entity. */
export const ENTITY = new Set(['Entity', 'ViewEntity', 'ChildEntity']);
/** Decorators that lead to another entity. */
export const RELATION = new Set(['ManyToOne', 'OneToMany', 'OneToOne', 'ManyToMany', 'TreeParent', 'TreeChildren']);
/** Calls that name a table or an entity by their first argument, and that nothing but an ORM or a query builder has. */
const OF_AN_ORM = [
  'addFrom',
  'getRepository',
  'getTreeRepository',
  'getMongoRepository',
  'createQueryBuilder',
  'InjectRepository',
  'getRepositoryToken',
  'dropTable',
  'hasTable',
  'dropColumn',
  'selectFrom',
  'insertInto',
  'replaceInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
  'createForeignKey',
  'createForeignKeys',
  'dropForeignKey',
  'clearTable',
  'leftJoin',
  'rightJoin',
  'innerJoin',
  'leftJoinAndSelect',
  'innerJoinAndSelect',
  'leftJoinAndMapOne',
  'leftJoinAndMapMany',
  'innerJoinAndMapOne',
  'innerJoinAndMapMany',
];
/** Method names that other objects have too: `Buffer.from`, `hash.update`, `path.join`. They count only on a database object. */
export const AMBIGUOUS = new Set([
  'from',
  'into',
  'update',
  'relation',
  'table',
  'join',
  'getMetadata',
  'hasMetadata',
  'createTable',
  'addColumn',
  'createIndex',
]);
/** Calls that name a table or an entity by their first argument. */
export const BY_NAME = new Set([...OF_AN_ORM, ...AMBIGUOUS]);
/** Calls among them whose second argument it is. */
export const MAPPING = /AndMap(?:One|Many)$/;
/** Calls of an entity manager that name an entity by its class, or by a string that is called like it. */
export const BY_ENTITY =
  /^(?:find|findBy|findAndCount|findAndCountBy|findOne|findOneBy|findOneOrFail|findOneByOrFail|insert|upsert|delete|softDelete|restore|count|countBy|exists|existsBy|increment|decrement|preload|clear)$/;
/** Properties whose value is a schema, in a database configuration. */
export const SCHEMA_KEYS = new Set(['schema', 'referencedSchema']);
/** Properties whose value is a table or type, in a database configuration. */
export const TABLE_KEYS = new Set(['referencedTableName', 'tableName', 'enumName']);
/** Calls whose first argument is a schema. */
export const SCHEMA_CALLS = new Set(['withSchema', 'pgSchema', 'createSchema', 'dropSchema', 'hasSchema']);
/** Options that take globs of files with classes. */
export const GLOBS = new Set(['entities', 'migrations', 'subscribers']);

/** Words of SQL of which one has to follow the other, anywhere. Each is looked for once, however long the text is. */
const IN_ORDER: readonly (readonly [first: RegExp, second: RegExp])[] = [
  [/\bSELECT\b/i, /\bFROM\b/gi],
  [/\bUPDATE\b/i, /\bSET\b/gi],
  [/\bWITH\b/i, /\bAS\s*(?:NOT\s+)?(?:MATERIALIZED\s*)?\(/gi],
  [/\b(?:GRANT|REVOKE)\b/i, /\bON\b/gi],
];
const BEGINS =
  /\b(?:INSERT\s+INTO\b|DELETE\s+FROM\b|MERGE\s+INTO\b|(?:CREATE|ALTER|DROP|COMMENT\s+ON|REFRESH)\s+(?:OR\s+REPLACE\s+|TEMP(?:ORARY)?\s+|UNIQUE\s+|UNLOGGED\s+|MATERIALIZED\s+|FOREIGN\s+)*(?:TABLE|INDEX|VIEW|SCHEMA|SEQUENCE|TYPE|FUNCTION|PROCEDURE|TRIGGER|RULE|POLICY|DOMAIN|ROLE|SERVER|EXTENSION|AGGREGATE|MATERIALIZED)\b|TRUNCATE\b|COPY\s+\S+|LOCK\s+TABLE\b|IMPORT\s+FOREIGN\b|SET\s+(?:LOCAL\s+|SESSION\s+)?(?:search_path|ROLE|SESSION)\b|set_config\s*\(|CALL\s+\w+|SELECT\s+"?\w+"?\s*\.\s*"?\w+"?\s*\(|GRANT\s+\w+\s+TO\b|(?:ANALYZE|VACUUM|LOCK|CLUSTER|REINDEX)\s[^;]{0,200}?\w"?\s*\.\s*"?\w|(?:nextval|currval|setval|to_reg\w+|table_to_xml\w*)\s*\(|(?:dblink|postgres_fdw)\b)/i;

/** A quick filter for SQL; matches may be English. */
export const maybeStatement = (text: string): boolean =>
  BEGINS.test(text) || IN_ORDER.some(([first, second]) => isInOrder(text, first, second));

function isInOrder(text: string, first: RegExp, second: RegExp): boolean {
  const begin = first.exec(text);
  if (!begin) return false;
  second.lastIndex = begin.index + begin[0].length;
  return second.test(text);
}

/** A piece that is put together with others. */
export const FRAGMENT = /\b(?:FROM|JOIN|INTO|UPDATE|REFERENCES|TABLE|USING)\s+(?:ONLY\s+)?["\w\0]+\.["\w\0]/;
/** The same in lower case: nothing goes before it, and what follows the dot is no ending of a file. */
export const QUIET_FRAGMENT =
  /^\s*(?:left |right |inner |cross )?(?:from|join|insert into|update|references)\s+\w+\.(?!(?:[mc]?[jt]sx?|json|md|ya?ml|csv|txt|html?|css|com|org|net|io|dev|example)\b)\w/;
/** Calls that send a text to the database. */
export const SENDS =
  /^(?:query|execute|raw|unsafe|prepare|\$?(?:query|execute)Raw(?:Unsafe)?|(?:where|select|join|orderBy|from|having|groupBy)Raw)$/;
/** The variable that holds the database of a context: `CATALOG_DATABASE_URL`. */
export const CONNECTION = /^([A-Z][A-Z\d_]*)_DATABASE_URL$/;

/** Words of TypeORM and query builders, as code spells them. */
const WORDS = new RegExp(
  [
    `\\b(?:${[...ENTITY, ...RELATION, 'EntitySchema', 'JoinTable', 'Table', 'View', 'TableForeignKey'].join('|')})\\b`,
    `@\\w+Entity\\s*\\(`,
    `\\b(?:${[...BY_NAME, ...SCHEMA_CALLS].filter((name) => /[A-Z]/.test(name)).join('|')})\\b`,
    `\\b(?:${[...SCHEMA_KEYS, ...TABLE_KEYS, ...GLOBS].join('|')})["']?\\s*:`,
    `\\b(?:${['find', 'findBy', 'findOne', 'findOneBy', 'insert', 'upsert', 'delete', 'count', 'exists'].join('|')})\\w*\\s*\\(\\s*["'\`][A-Z]`,
    '_DATABASE_URL\\b|search_path|\\bimportClassesFromDirectories\\b|["\'`]"?[a-z_]\\w*"?\\."?[a-z_]\\w*"?["\'`]',
    '["\'`]\\s*(?:from|join|insert into|update|references)\\s+\\w+\\.\\w',
    '\\.\\s*(?:from|into|update|table|join|relation)\\s*\\(\\s*["\'`]|\\bsql\\s*`',
  ].join('|'),
);

/** Whether a file may say something to a database; most do not. */
export const mayPersist = (text: string): boolean => WORDS.test(text) || maybeStatement(text) || FRAGMENT.test(text);

/** A table with its schema, and nothing else in the text. */
export const QUALIFIED = /^"?[a-z_]\w*"?\."?[a-z_]\w*"?$/;
