import { isProse, voiceOf } from './voice.js';

/** A name, in quotes or not, or a part that is computed. */
const NAME = String.raw`(?:(?:U&)?"[^"\n]+"|[\p{L}_\0][\p{L}\p{N}_$\0]*|\?\?|%(?:\d+\$)?[Is])`;
const TABLE = String.raw`${NAME}(?:\s?\.\s?(?:${NAME}|\*)){0,3}`;
/** Where a statement may end: at the end of the text, at a computed part, at a bracket. */
const END = String.raw`\s*(?:;|$|\0|\)|--|\/\*)`;
const NOT_A_NAME = String.raw`(?!(?:set|where|using|returning|values|select|on|as|and|or|with|from|to|in|cascade|restrict)\b)`;
const ALIAS = String.raw`(?:\s+(?:as\s+)?${NOT_A_NAME}(?<alias>${NAME}))?`;
const UNLESS_THERE = String.raw`(?:if\s+(?:not\s+)?exists\s+)?`;
const PRIVILEGE = String.raw`(?:all|select|insert|update|delete|truncate|references|trigger|usage|create|connect|temp(?:orary)?|execute|set|maintain)`;
const OBJECT = String.raw`(?:table|index|view|schema|sequence|type|function|procedure|trigger|rule|policy|domain|role|user|server|extension|aggregate)`;

/** A statement by its first words, and what has to follow them; `strict` ones are read only where people shout or a mark of SQL stands. */
interface Shape {
  readonly pattern: RegExp;
  readonly strict?: true;
}

const shape = (pattern: string, strict?: true): Shape => ({
  pattern: new RegExp(String.raw`(?<![\p{L}\p{N}_$.])(?:${pattern})`, 'giu'),
  ...(strict && { strict }),
});

const SHAPES: readonly Shape[] = [
  shape(
    String.raw`insert\s+into\s+(?<table>${TABLE})(?:\s+as\s+${NAME})?\s*(?:\(|values\b|select\b|default\s+values\b|overriding\b|with\b|${END})`,
  ),
  shape(String.raw`insert\s+into\s*$`, true),
  shape(
    String.raw`update\s+(?:only\s+)?(?<table>${TABLE})${ALIAS}\s+set\s*(?:$|\0|\(|${NAME}(?:\.${NAME})?\s*(?:=|\[|\0|$))`,
  ),
  shape(
    String.raw`delete\s+from\s+(?:only\s+)?(?<table>${TABLE})(?:\s*\*)?${ALIAS}\s*(?:where\b|using\b|returning\b|${END})`,
  ),
  shape(String.raw`delete\s+from\s*$`, true),
  shape(String.raw`merge\s+into\s+(?:only\s+)?(?<table>${TABLE})${ALIAS}\s+using\b`),
  shape(String.raw`with\s+(?:recursive\s+)?${NAME}(?:\s*\([^)]{0,500}\))?\s+as\s*(?:not\s+)?(?:materialized\s*)?\(`),
  shape(
    String.raw`create\s+(?:(?:global|local|temp|temporary|unlogged|foreign)\s+)*table\s+${UNLESS_THERE}(?<table>${TABLE})\s*(?:\(|as\b|of\b|partition\b|like\b|\0)`,
  ),
  shape(String.raw`create\s+(?:(?:temp|temporary|unlogged|foreign)\s+)*table\s+${UNLESS_THERE}${TABLE}${END}`, true),
  shape(
    String.raw`create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?${UNLESS_THERE}(?:(?!on\b)${TABLE}\s+)?on\s+(?:only\s+)?(?<table>${TABLE})\s*(?:\(|using\b|\0|$)`,
  ),
  shape(
    String.raw`create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:recursive\s+|materialized\s+)?view\s+${UNLESS_THERE}(?<table>${TABLE})[^;]{0,500}?\sas\b`,
    true,
  ),
  shape(String.raw`create\s+(?:or\s+replace\s+)?(?:function|procedure|aggregate)\s+(?<table>${TABLE})\s*\(`, true),
  shape(String.raw`create\s+schema\s+${UNLESS_THERE}${NAME}(?:\s+authorization\b|${END})`),
  shape(
    String.raw`create\s+(?:or\s+replace\s+)?(?:constraint\s+|event\s+)?(?:sequence|type|trigger|rule|policy|domain|role|user|server|extension|user\s+mapping|database)\s+${UNLESS_THERE}${TABLE}`,
    true,
  ),
  shape(
    String.raw`drop\s+(?:materialized\s+|foreign\s+)?${OBJECT}\s+(?:concurrently\s+)?${UNLESS_THERE}(?<table>${TABLE})(?:\s*\([^)]{0,500}\))?(?:\s*,\s*${TABLE}){0,50}(?:\s+on\s+${TABLE})?(?:\s+(?:cascade|restrict))?${END}`,
  ),
  shape(
    String.raw`alter\s+(?:materialized\s+|foreign\s+)?${OBJECT}\s+${UNLESS_THERE}(?:only\s+)?(?<table>${TABLE})(?:\s*\([^)]{0,500}\))?\s*(?:\0|$|(?:add|drop|alter|rename|set|reset|enable|disable|owner|attach|detach|validate|inherit|no|replica|force|cluster|options|restart|increment|depends|with|login|password|version|update|to|in)\b)`,
  ),
  shape(String.raw`alter\s+default\s+privileges\b`, true),
  shape(String.raw`comment\s+on\s+[\w\s]+?\s${TABLE}(?:\s*\([^)]{0,500}\))?\s+is\b`, true),
  shape(String.raw`refresh\s+materialized\s+view\b`),
  shape(
    String.raw`truncate\s+(?:table\s+)?(?:only\s+)?(?<table>${TABLE})(?:\s*\*)?(?:\s*,\s*(?:only\s+)?${TABLE}){0,50}(?:\s+(?:restart|continue)\s+identity)?(?:\s+(?:cascade|restrict))?${END}`,
  ),
  shape(String.raw`grant\s+${PRIVILEGE}\b[^;]{0,200}?\son\s[^;]{0,200}?(?:\sto\s|\0|$)`, true),
  shape(
    String.raw`revoke\s+(?:grant\s+option\s+for\s+)?${PRIVILEGE}\b[^;]{0,200}?\son\s[^;]{0,200}?(?:\sfrom\s|\0|$)`,
    true,
  ),
  shape(
    String.raw`(?:grant\s+${NAME}(?:\s*,\s*${NAME}){0,50}\s+to|revoke\s+${NAME}(?:\s*,\s*${NAME}){0,50}\s+from)\s+${NAME}${END}`,
    true,
  ),
  shape(
    String.raw`copy\s+(?:(?<table>${TABLE})(?:\s*\([^)]{0,500}\))?|\([\s\S]{0,2000}?\))\s+(?:from|to)\s+(?:stdin|stdout|program|'|\$\d)`,
  ),
  shape(String.raw`copy\s+(?:${TABLE}(?:\s*\([^)]{0,500}\))?|\([\s\S]{0,2000}?\))\s+(?:from|to)\s*(?:\0|$)`, true),
  shape(
    String.raw`lock\s+(?:table\s+)?(?:only\s+)?(?<table>${TABLE})(?:\s*,\s*${TABLE}){0,50}\s+(?:in\s+(?:(?:access|row|share|update|exclusive)\s+){1,4}mode|nowait)\b`,
  ),
  shape(
    String.raw`lock\s+(?:table\s+)?(?:only\s+)?(?<table>${NAME}\.${NAME})${END}|lock\s+table\s+(?:only\s+)?${TABLE}${END}`,
  ),
  shape(String.raw`import\s+foreign\s+schema\b`),
  shape(String.raw`set\s+(?:local\s+|session\s+)?(?:role\s+'[^']*'${END}|session\s+authorization\b)`),
  shape(String.raw`set\s+(?:local\s+|session\s+)?role\s+${NAME}${END}`, true),
  shape(String.raw`call\s+(?<table>${TABLE})\([^)]{0,2000}\)${END}`),
  shape(String.raw`select\s+"?\w+"?\."?\w+"?\(`),
  shape(
    String.raw`(?:analyze|vacuum|cluster|reindex)(?:\s*\([^)]{0,500}\))?(?:\s+(?:full|freeze|verbose|analyze|table|index|concurrently)){0,6}\s+(?<table>${NAME}\.${NAME})`,
  ),
];

/** SQL wherever it stands in a text: calls that no sentence has. */
const CALLS =
  /\b(?:nextval|currval|setval|to_reg\w+|table_to_xml\w*)\s*\(\s*(?:'|\0|\$)|\bset_config\s*\(|\bdblink(?:_\w+)?\s*\(|\bwrapper\s+postgres_fdw\b|\bexecute\s+(?:format\s*\(\s*)?'\s*(?:select|insert\s+into|update|delete\s+from|truncate|merge\s+into|create|alter|drop)\s/i;
/** The search path, as SQL and connection strings set it; or its name alone, as an argument. */
const SEARCH_PATH =
  /search_path(?:"?\s*(?:=|to\b)|\s+from\s+current|%3d|'\s*,)|^"?search_path"?$|\b(?:show|reset|set|local|session)\s+search_path\b/i;
/** What may stand before a statement in the same text. */
const BEFORE_A_STATEMENT =
  /(?:[;(\0'"$]|\*\/|\b(?:as|then|begin|do|else|loop|in|for|explain|analyze|verbose|union|all|except|intersect|return|query|execute|values|atomic))$/i;

/** Whether a text is SQL by its shape: what follows its keywords is what follows them in SQL, and it does not read like English. */
export function isStatement(text: string): boolean {
  if (CALLS.test(text) || SEARCH_PATH.test(text)) return true;
  return (
    SHAPES.some(({ pattern, strict }) => [...text.matchAll(pattern)].some((match) => isMeant(match, text, strict))) ||
    hasSelect(text)
  );
}

function isMeant(match: RegExpMatchArray, text: string, strict: boolean | undefined): boolean {
  if (!startsHere(text, match.index!)) return false;
  const { table, alias } = match.groups ?? {};
  const words = match[0].replace(/"[^"]*"|'[^']*'/g, '');
  const keyword = /^[\p{L}_]+/u.exec(words)?.[0] ?? '';
  // `delete from product p where …`: what goes on is no noun.
  const bare = /(?:where|using|returning)$/i.test(match[0]) ? undefined : alias;
  return !isProse({ text, keywords: [keyword], table, alias: bare, strict: strict ?? false });
}

/** How far before a statement is looked, and how far after it for a part of it. Generated texts have megabytes. */
const LOOKS_BACK = 1000;

/** Whether a statement may begin at a place: nothing but a statement or a piece of one goes before it. */
function startsHere(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - LOOKS_BACK), index).trimEnd();
  const gap = text.slice(Math.max(0, index - LOOKS_BACK) + before.length, index);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  // 'Then select a user from the list'
  const said = /[A-Za-z]+$/.exec(before)?.[0];
  const goesOn = !gap.includes('\n') && voiceOf([text.slice(index, index + 6)]) === 'quiet';
  if (said !== undefined && goesOn && voiceOf([said]) === 'spoken') return false;
  if (before === '' || (gap.includes('\n') && line.includes('--')) || BEFORE_A_STATEMENT.test(before.slice(-12)))
    return true;
  // The next line of a script whose statements have no semicolon, written as people shout.
  return gap.includes('\n') && voiceOf([text.slice(index, index + 6)]) === 'shouted';
}

/** What may follow the table of a FROM. */
const AFTER_TABLE = new RegExp(
  String.raw`^\s*(?:only\s+|lateral\s+)?(?:\(|(?<table>${TABLE})(?:\s*\([^)]{0,500}\))?(?:\s+(?:as\s+)?(?!(?:${'where|join|left|right|inner|full|cross|natural|on|using|group|order|having|limit|offset|fetch|for|union|except|intersect|window|tablesample|returning|as'})\b)(?<alias>${NAME}))?(?:\s*\([^)]{0,500}\))?\s*(?:$|[;,()\0'\[-]|\/\*|(?:where|join|left|right|inner|full|cross|natural|on|using|group|order|having|limit|offset|fetch|for|union|except|intersect|window|tablesample|returning)\b))`,
  'iu',
);
const IN_LIST = new Set(
  'case when then else end and or not is null in between like ilike as over filter distinct all on at time zone interval asc desc by partition order true false similar any some exists array within group from for'.split(
    ' ',
  ),
);

function hasSelect(text: string): boolean {
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_$.])select(?![\p{L}\p{N}_$])/giu)) {
    if (!startsHere(text, match.index)) continue;
    const parts = partsOfSelect(text.slice(match.index + match[0].length));
    if (!parts || !isSelectList(parts.list)) continue;
    const { list, tail } = parts;
    const keywords = [match[0], parts.from];
    // 'SELECT * FROM ', put together with what the text does not show.
    if (tail.trim() === '') {
      if (!isProse({ text, keywords, list, strict: false })) return true;
      continue;
    }
    const { table, alias } = AFTER_TABLE.exec(tail)?.groups ?? {};
    if (AFTER_TABLE.test(tail) && !isProse({ text, keywords, list, table, alias, strict: false })) return true;
  }
  return false;
}

const PARTS_OF_SELECT = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|[();]|\b(?:from|select)\b/gi;

/** The list of a SELECT and what follows its FROM; `undefined` where none belongs to it. */
function partsOfSelect(text: string): { list: string; from: string; tail: string } | undefined {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(PARTS_OF_SELECT)) {
    if (mark === '(') depth++;
    else if (mark === ')' && depth-- === 0) return undefined;
    else if (mark === ';' || (depth === 0 && /^select$/i.test(mark))) return undefined;
    else if (depth === 0 && /^from$/i.test(mark))
      return { list: text.slice(0, index), from: mark, tail: text.slice(index + mark.length) };
  }
  return undefined;
}

/** Whether the list of a SELECT is one of expressions: a sentence has three words in a row. */
function isSelectList(list: string): boolean {
  let plain = list.replace(/'(?:[^']|'')*'/g, '1').replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\([^()]*\)/g, '.f ');
  }
  // `the "select" from`, '3 items from'
  if (/^["`]?$|^\d+\s+\p{L}/u.test(plain.trim())) return false;
  return plain.split(',').every((item) => {
    let inARow = 0;
    for (const word of item.trim().split(/\s+/)) {
      const isName = /^[\p{L}_"][\p{L}\p{N}_."$]*$/u.test(word) && !IN_LIST.has(word.toLowerCase());
      inARow = isName ? inARow + 1 : 0;
      if (inARow > 2) return false;
    }
    return true;
  });
}
