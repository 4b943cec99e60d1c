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
  /** Whether its words in lower case are read as English, for want of a mark of SQL: `grant all users …`. */
  readonly strict: boolean;
}

/** Words that stand before a noun, and are no names of tables. */
const DETERMINER =
  /^(?:a|an|the|this|that|these|those|your|our|my|their|its|his|her|any|each|every|some|which|what|all|one|no|another|existing|new)$/i;
/** Words that sentences have and statements do not. */
const ENGLISH =
  /(?<![.'"\w])(?:the|an|your|our|my|this|that|these|those|please|you|we|can|cannot|could|should|would|will|must|was|were|has|have|are|here|there|which|who|how|why|its|their|successfully|failed)(?![.'"\w(])/i;
/** Signs that stand in SQL and in no sentence. */
const MARK =
  /\*|(?<![=!<>])=(?!=|>)|<>|::|\$\d|[\s(]:[a-z]\w*|;\s*$|\b[a-z\d]+_[a-z\d_]+\b|\bconcurrently\b|\bif\s+(?:not\s+)?exists\b/i;

/** Whether a text that has the shape of SQL is English all the same: 'Select a product from the list'. */
export function isProse({ text, keywords, table, alias, list = '', strict }: Reading): boolean {
  if (/[^\s.]\.[^\s.]/.test(table ?? '') || MARK.test(text) || /\w\((?!e?s\))/.test(list)) return false;
  if (DETERMINER.test(list.trim().split(/\s+/)[0] ?? '') && /\s\S/.test(list.trim())) return true;
  if (table !== undefined && DETERMINER.test(table) && (alias !== undefined || !/^(?:a|an|all|new)$/i.test(table)))
    return true;
  switch (voiceOf(keywords)) {
    case 'shouted':
      // A label in capitals: 'SELECT ONE FROM THE LIST'.
      return !/\p{Ll}/u.test(text) && ENGLISH.test(text);
    case 'quiet':
      // 'delete from product list' is English, 'delete from product' and 'select name from product p' are not.
      return strict || ENGLISH.test(text) || (alias !== undefined && list === '');
    default:
      return true;
  }
}
