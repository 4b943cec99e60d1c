/** How keywords are written: `SELECT … FROM`, `select … from`, or as a sentence begins: `Select … from`. */
export type Voice = 'shouted' | 'quiet' | 'spoken';

/** The voice of some keywords together. */
export function voiceOf(keywords: readonly string[]): Voice {
  const all = keywords.join('');
  if (all === all.toUpperCase()) return 'shouted';
  return all === all.toLowerCase() ? 'quiet' : 'spoken';
}

/** What a text has that reads like a statement of SQL. */
export interface Reading {
  readonly text: string;
  /** Its keywords, as written. */
  readonly keywords: readonly string[];
  readonly table?: string | undefined;
  readonly alias?: string | undefined;
  /** What it selects. */
  readonly list?: string;
  /** Whether its words in lower case are read as English unless a mark of SQL stands in the text: `grant all users …`. */
  readonly strict: boolean;
}

/** Words that stand before a noun, and are no names of tables. */
const DETERMINER =
  /^(?:a|an|the|this|that|these|those|your|our|my|their|its|his|her|any|each|every|some|which|what|all|one|two|three|no|another|existing|new|several|multiple|many|few|other|different|more|both|same|either)$/i;
/** Words that sentences have and statements do not. */
const ENGLISH =
  /(?<![.'"\w])(?:the|an|your|our|my|this|that|these|those|please|you|we|can|cannot|could|should|would|will|must|was|were|has|have|are|here|there|which|who|how|why|its|their|successfully|failed)(?![.'"\w(])/i;
/** Signs that stand in SQL and in no sentence. */
const MARK =
  /\*|(?<![=!<>])=(?!=|>)|<>|::|\$\d|[\s(]:[a-z]\w*|;\s*$|\b[a-z\d]+_[a-z\d_]+\b|\bconcurrently\b|\bif\s+(?:not\s+)?exists\b/i;

/** Texts in a statement and comments of SQL, which may be in any language: `'Your order has failed'`, `-- the products`. */
const QUOTED = /(?<![\p{L}\p{N}])'(?:[^']|'')*'(?![\p{L}\p{N}])|--[^\n]*|\/\*[\s\S]*?\*\//gu;
const isEnglish = rememberLast((text) => ENGLISH.test(text.replace(QUOTED, ' ')));
const hasMark = rememberLast((text) => MARK.test(text));

/** Whether a text that has the shape of SQL is English all the same: 'Select a product from the list'. */
export function isProse({ text, keywords, table, alias, list = '', strict }: Reading): boolean {
  if (/[^\s.]\.[^\s.]/.test(table ?? '') || hasMark(text) || /\w\((?!e?s\))/.test(list)) return false;
  if (DETERMINER.test(list.trim().split(/\s+/)[0] ?? '') && /\s\S/.test(list.trim())) return true;
  if (table !== undefined && DETERMINER.test(table) && (alias !== undefined || !/^(?:a|an|all|new)$/i.test(table)))
    return true;
  switch (voiceOf(keywords)) {
    case 'shouted':
      // A label in capitals: 'SELECT ONE FROM THE LIST'.
      return !/\p{Ll}/u.test(text) && isEnglish(text);
    case 'quiet':
      // 'delete from product list' is English, 'delete from product' and 'select name from product p' are not.
      return strict || isEnglish(text) || (alias !== undefined && list === '');
    default:
      return true;
  }
}

/** Asks about a text once, though a long one has thousands of places that look like a statement. */
function rememberLast(ask: (text: string) => boolean): (text: string) => boolean {
  let last: { readonly text: string; readonly answer: boolean } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, answer: ask(text) };
    return last.answer;
  };
}
