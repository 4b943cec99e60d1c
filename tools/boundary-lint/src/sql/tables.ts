import { tokensOf, type Token } from './tokens.js';

/** What one text of SQL names. */
export interface SqlNames {
  /** `schema.table`, and calls `schema.function(…)`, by schema. */
  readonly qualified: readonly { readonly schema: string; readonly name: string; readonly offset: number }[];
  /** Tables without a schema, in places where only a table can stand. */
  readonly tables: readonly { readonly name: string; readonly offset: number }[];
  /** Tables that the text creates. */
  readonly created: readonly string[];
  /** What leaves the schema whatever it names: `SET search_path`, `SET ROLE`, `dblink`. */
  readonly escapes: readonly { readonly what: string; readonly offset: number }[];
  /** Places where a table or schema stands that is computed. */
  readonly computed: readonly number[];
}

/** Words after which a table stands. */
const BEFORE_TABLE = new Set([
  'from',
  'join',
  'into',
  'update',
  'references',
  'table',
  'truncate',
  'only',
  'using',
  'copy',
  'on',
]);
const BETWEEN = new Set(['if', 'not', 'exists', 'only', 'table', 'lateral', 'concurrently']);
/** `EXTRACT(… FROM x)`, `IS DISTINCT FROM x`, `substring(x FROM y)`: no table follows. */
const FUNCTIONS_WITH_FROM = new Set(['extract', 'substring', 'trim', 'overlay', 'position']);
const KEYWORDS = new Set(
  'select from where join inner left right full outer cross natural on using group order by having limit offset union all intersect except values set returning as and or not null is in exists case when then else end distinct into update insert delete references lateral only with recursive for of to do nothing conflict asc desc between like ilike window over partition default constraint primary key unique check foreign cascade restrict if materialized nulls first last skip locked'.split(
    ' ',
  ),
);

/** Reads the names in a text of SQL. It need not be valid or whole; `\0` stands where a part is computed. */
export function readSql(text: string): SqlNames {
  const tokens = tokensOf(text);
  const atTables = new TablePlaces(tokens);
  // Most texts name nothing that could be an alias.
  let aliases: Set<string> | undefined;
  const isAlias = (name: string): boolean => (aliases ??= aliasesIn(tokens, atTables)).has(name);
  const mayName = tokens.some(({ text: word }) => word === 'as');
  const names = {
    qualified: [] as { schema: string; name: string; offset: number }[],
    tables: [] as { name: string; offset: number }[],
    created: [] as string[],
    escapes: [] as { what: string; offset: number }[],
    computed: [] as number[],
  };
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    for (const { schema, name, inner } of namesInText(tokens, i)) {
      if (inner) {
        names.qualified.push(...inner.qualified.map((found) => ({ ...found, offset: token.offset })));
        names.tables.push(...inner.tables.map((found) => ({ ...found, offset: token.offset })));
        names.escapes.push(...inner.escapes.map((found) => ({ ...found, offset: token.offset })));
        if (inner.computed.length > 0) names.computed.push(token.offset);
      } else names.qualified.push({ schema, name, offset: token.offset });
    }
    const escape = escapeAt(tokens, i);
    if (escape !== undefined) names.escapes.push({ what: escape, offset: token.offset });
    if (isUnfinished(tokens, i)) names.computed.push(token.offset);
    if (token.kind === 'mark') return;
    if (namesSchema(tokens, i)) names.qualified.push({ schema: token.text, name: '*', offset: token.offset });
    const previous = tokens[i - 1]?.text;
    const atTable = atTables.has(i);
    if (next?.text === '.' && tokens[i + 2] && previous !== '.') {
      if (token.kind === 'hole') {
        if (atTable) names.computed.push(token.offset);
      } else if (atTable || !isAlias(token.text)) names.qualified.push({ ...lastTwo(tokens, i), offset: token.offset });
      return;
    }
    if (!atTable || previous === '.') return;
    if (token.kind === 'hole') names.computed.push(token.offset);
    else if (
      next?.text !== '(' ||
      isCreated(tokens, i) ||
      /^(?:into|references|on|copy)$/.test(previousWord(tokens, i) ?? '')
    ) {
      if (isCreated(tokens, i)) names.created.push(token.text);
      else if (!mayName || !isAlias(`with ${token.text}`))
        names.tables.push({ name: token.text, offset: token.offset });
    }
  });
  return names;
}

/** Tokens that stand where a table does, each looked at once: a list of values is long. */
class TablePlaces {
  readonly #tokens: readonly Token[];
  readonly #known: Uint8Array;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#known = new Uint8Array(tokens.length);
  }

  has(index: number): boolean {
    if (this.#known[index] === 0) this.#known[index] = isTablePlace(this.#tokens, index) ? 2 : 1;
    return this.#known[index] === 2;
  }
}

/** A text in quotes that is a statement again, for `EXECUTE` and its like. */
const STATEMENT_IN_TEXT =
  /^\s*(?:select\b[\s\S]*\bfrom\b|insert\s+into\b|update\b[\s\S]+\bset\b|delete\s+from\b|merge\s+into\b|truncate\b|with\b[\s\S]+\bas\b|(?:create|alter|drop)\s+\w+)/i;
/** Functions that take the name of a table or sequence as text. */
const BY_TEXT = /^(?:nextval|currval|setval|to_reg\w+|table_to_xml\w*|pg_\w*size|pg_get_\w+|lastval|lo_import)$/;

/** `database.schema.table` names its schema in the middle. */
function lastTwo(tokens: readonly Token[], index: number): { schema: string; name: string } {
  const [first, , second, dot, third] = tokens.slice(index, index + 5);
  const long = dot?.text === '.' && third !== undefined && third.kind !== 'mark';
  return long ? { schema: second!.text, name: third.text } : { schema: first!.text, name: second!.text };
}

/** `ALTER TABLE x SET SCHEMA catalog`, `GRANT … IN SCHEMA catalog`: the schema stands alone. */
function namesSchema(tokens: readonly Token[], index: number): boolean {
  if (tokens[index - 1]?.text !== 'schema' || tokens[index]!.kind === 'hole') return false;
  return /^(?:set|in|on)$/.test(tokens[index - 2]?.text ?? '');
}

/** `'SELECT * FROM '`, put together with what the text does not show. */
function isUnfinished(tokens: readonly Token[], index: number): boolean {
  return index > 0 && index === tokens.length - 1 && /^(?:from|join|into|references)$/.test(tokens[index]!.text);
}

interface NameInText {
  readonly schema: string;
  readonly name: string;
  /** What the text names, where it is a statement. */
  readonly inner?: SqlNames;
}

/** What a text in quotes names: it is run, cast to a table or given to a function that looks it up. */
function namesInText(tokens: readonly Token[], index: number): NameInText[] {
  const { text, kind } = tokens[index]!;
  if (kind !== 'mark' || !text.endsWith("'") || text.length < 3) return [];
  const content = text.replace(/^(?:E|U&)?'|'$/gi, '').replaceAll("''", "'");
  if (STATEMENT_IN_TEXT.test(content)) return [{ schema: '', name: '', inner: readSql(content) }];
  const cast = tokens[index + 1]?.text === ':' && (tokens[index + 3]?.text.startsWith('reg') ?? false);
  const looked = tokens[index - 1]?.text === '(' && BY_TEXT.test(tokens[index - 2]?.text ?? '');
  const [, schema, name] = /^"?([\w$]+)"?\."?([\w$]+)"?$/.exec(content) ?? [];
  return (cast || looked) && schema !== undefined ? [{ schema: schema.toLowerCase(), name: name! }] : [];
}

/** Names that stand for a row in the text: tables, their aliases, common table expressions (`with x`). */
function aliasesIn(tokens: readonly Token[], atTables: TablePlaces): Set<string> {
  const aliases = new Set<string>();
  tokens.forEach((token, i) => {
    if (token.kind === 'mark' || token.kind === 'hole') return;
    const [before, next] = [tokens[i - 1], tokens[i + 1]];
    if (KEYWORDS.has(token.text) && token.kind === 'name') return;
    if (before?.text === '.' && tokens[i - 2]?.kind !== 'mark') return;
    if (next?.text === 'as' && tokens.slice(i + 2, i + 5).some(({ text }) => text === '('))
      aliases.add(`with ${token.text}`);
    if (before?.text === 'as') aliases.add(token.text);
    // `orders o` and `) o`: a name that follows a name
    const follows =
      before &&
      (before.text === ')' || ((before.kind !== 'mark' || before.text === '\0') && !KEYWORDS.has(before.text)));
    if (follows && next?.text !== '.') aliases.add(token.text);
    if (next?.text !== '.' && atTables.has(i)) aliases.add(token.text);
  });
  return aliases;
}

function previousWord(tokens: readonly Token[], index: number): string | undefined {
  let i = index - 1;
  while (i >= 0 && tokens[i]!.kind === 'name' && BETWEEN.has(tokens[i]!.text) && tokens[i]!.text !== 'table') i--;
  return tokens[i]?.kind === 'name' ? tokens[i]!.text : undefined;
}

function isTablePlace(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!;
  if (token.kind === 'name' && (KEYWORDS.has(token.text) || BETWEEN.has(token.text))) return false;
  if (tokens[index - 1]?.text === ',') return inFromList(tokens, index);
  const word = previousWord(tokens, index);
  if (word === undefined || !BEFORE_TABLE.has(word)) return false;
  if (word === 'from') return !isFromOfFunction(tokens, index);
  // ON stands before a table in CREATE INDEX … ON and GRANT … ON only.
  if (word === 'on') return /^(?:create|grant|revoke)$/.test(statementOf(tokens, index));
  if (word === 'using') return statementOf(tokens, index) === 'delete' || statementOf(tokens, index) === 'merge';
  if (word === 'update') return tokens[index - 1]?.text !== 'do' && tokens[index + 1]?.text !== '=';
  return true;
}

function statementOf(tokens: readonly Token[], index: number): string {
  for (let i = index - 1; i >= 0; i--)
    if (
      tokens[i]!.kind === 'name' &&
      /^(?:select|insert|update|delete|create|grant|revoke|comment|merge|alter|drop)$/.test(tokens[i]!.text)
    )
      return tokens[i]!.text;
  return '';
}

/** `FROM a, b`: whether the comma before a token separates tables. */
function inFromList(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  // No list of tables is longer; lists of columns and values are.
  for (let i = index - 1; i >= Math.max(0, index - 500); i--) {
    const { text, kind } = tokens[i]!;
    if (text === ')') depth++;
    else if (text === '(' && depth-- === 0) return false;
    else if (
      depth === 0 &&
      kind === 'name' &&
      KEYWORDS.has(text) &&
      text !== 'as' &&
      text !== 'only' &&
      text !== 'lateral'
    )
      return text === 'from' && !isFromOfFunction(tokens, i + 1);
  }
  return false;
}

function isFromOfFunction(tokens: readonly Token[], index: number): boolean {
  let i = index - 1;
  while (i >= 0 && tokens[i]!.text !== 'from') i--;
  if (tokens[i - 1]?.text === 'distinct') return tokens[i - 2]?.text === 'is' || tokens[i - 2]?.text === 'not';
  let depth = 0;
  for (let j = i - 1; j >= 0; j--) {
    const { text } = tokens[j]!;
    if (text === ')') depth++;
    else if (text === '(') {
      if (depth === 0) return FUNCTIONS_WITH_FROM.has(tokens[j - 1]?.text ?? '');
      depth--;
    } else if (depth === 0 && text === 'select') return false;
  }
  return false;
}

function isCreated(tokens: readonly Token[], index: number): boolean {
  for (let i = index - 1; i >= 0 && i > index - 9; i--) {
    const { text } = tokens[i]!;
    if (text === 'create') return tokens.slice(i, index).some((token) => /^(?:table|view)$/.test(token.text));
    if (!/^(?:table|view|if|not|exists|temp|temporary|unlogged|or|replace|materialized)$/.test(text)) return false;
  }
  return false;
}

function escapeAt(tokens: readonly Token[], index: number): string | undefined {
  const { text, kind } = tokens[index]!;
  const next = tokens[index + 1]?.text;
  if (kind === 'mark') return undefined;
  if (text.endsWith('search_path')) return 'search_path';
  if (text === 'grant' && tokens[index + 2]?.text === 'to' && tokens[index + 1]?.kind !== 'mark')
    return 'GRANT of a role';
  if (text === 'set_config' && /search_path|role/i.test(tokens[index + 2]?.text ?? '')) return 'set_config';
  if (text === 'set' && (next === 'role' || (next === 'session' && tokens[index + 2]?.text === 'authorization')))
    return 'SET ROLE';
  if (/^dblink(?:_\w+)?$/.test(text) && next === '(') return 'dblink';
  if (
    text === 'postgres_fdw' ||
    (text === 'foreign' && (next === 'schema' || next === 'table') && tokens[index - 1]?.text !== 'drop')
  )
    return 'a foreign table';
  if (
    text === 'schema' &&
    (tokens[index - 1]?.text === 'create' || tokens[index - 1]?.text === 'drop' || tokens[index - 1]?.text === 'alter')
  )
    return 'a schema';
  return undefined;
}
