import ts from 'typescript';
import { camel } from './words.js';

/** No reserved words of TypeScript's scanner, yet no variable of a module may have them as its name. */
const NOT_A_VARIABLE = new Set(['arguments', 'await', 'eval', 'globalThis', 'undefined']);
/** Methods that JavaScript or Nest calls by their names: of a promise, of a module and a provider. */
const CALLED = new Set([
  ...['then', 'onModuleInit', 'onApplicationBootstrap', 'onModuleDestroy', 'beforeApplicationShutdown'],
  'onApplicationShutdown',
]);

/** Whether every object has a member of this name already, like `constructor`, or something calls it by that name. */
export const isMemberOfEveryObject = (name: string): boolean => name in Object.prototype || CALLED.has(name);

/** Whether TypeScript keeps a word for itself, like `delete`, so that no variable can have it as its name. */
export function isReservedWord(word: string): boolean {
  if (NOT_A_VARIABLE.has(word)) return true;
  const token = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, word).scan();
  return token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastFutureReservedWord;
}

/** Key words that PostgreSQL reserves (`pg_get_keywords()`, kinds R and T, of 15 to 18), and two that read like one. */
const SQL_WORDS = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
  full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
  localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right
  select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using
  variadic verbose when where window with
  users values`.split(/\s+/),
);

/** Whether SQL keeps a word for itself, so that a schema or table of that name needs quotes wherever it stands. */
export const isSqlWord = (word: string): boolean => SQL_WORDS.has(word);

/** Names that generated files import, beside every global like `Date`: a message of that name would hide it. */
const IMPORTED = new Set([
  ...['CommandBus', 'CommandHandler', 'EventBus', 'EventsHandler', 'QueryBus', 'QueryHandler', 'Repository'],
  ...['ICommandHandler', 'IEventHandler', 'IQueryHandler', 'Injectable', 'InjectRepository', 'Module', 'ContextModule'],
  ...['Args', 'Context', 'Mutation', 'Parent', 'Query', 'ResolveField', 'Resolver', 'Subscription', 'RequestLoader'],
  ...['Column', 'Entity', 'PrimaryColumn', 'MigrationInterface', 'QueryRunner', 'Any', 'Record'],
]);

/** Whether a class of this name would hide something that its neighbours need. */
export const isTakenByTheLanguage = (name: string): boolean =>
  name in globalThis || IMPORTED.has(name) || IMPORTED.has(`${name}Handler`) || isMemberOfEveryObject(camel(name));
