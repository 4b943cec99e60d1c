import ts from 'typescript';

/** Whether TypeScript keeps a word for itself, like `delete`, so that no variable can have it as its name. */
export function isReservedWord(word: string): boolean {
  const token = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, word).scan();
  return token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastFutureReservedWord;
}

/** Names that generated files import, beside every global like `Date`: a message of that name would hide it. */
const IMPORTED = new Set([
  ...['CommandBus', 'CommandHandler', 'EventBus', 'EventsHandler', 'QueryBus', 'QueryHandler', 'Repository'],
  ...['ICommandHandler', 'IEventHandler', 'IQueryHandler', 'Injectable', 'InjectRepository', 'Module', 'ContextModule'],
  ...['Args', 'Context', 'Mutation', 'Parent', 'Query', 'ResolveField', 'Resolver', 'Subscription', 'RequestLoader'],
  ...['Column', 'Entity', 'PrimaryColumn', 'MigrationInterface', 'QueryRunner', 'Any', 'Record'],
]);

/** Whether a class of this name would hide something that its neighbours need. */
export const isTakenByTheLanguage = (name: string): boolean => name in globalThis || IMPORTED.has(name);
