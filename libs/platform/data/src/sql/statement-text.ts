/** Characters of SQL that end statements or begin quotes and comments. */
const NOTABLE = /[;'"$]|--|\/\*/g;
const COMMENT_MARK = /\/\*|\*\//g;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const IN_A_WORD = /[\w$\u0080-\uffff]/;

/** Whether a text may have comments. A cheap check, false for nearly all statements. */
const mayHaveComments = (sql: string): boolean => sql.includes('--') || sql.includes('/*');

/** Returns the text with a space in place of each comment. PostgreSQL comments nest. */
export const withoutComments = (sql: string): string => (mayHaveComments(sql) ? statementsOf(sql).join(';') : sql);

/**
 * Splits a text into statements, without comments. A `;` in a literal, a quoted name or a dollar-quoted body does not
 * end a statement. Takes linear time.
 */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let statement = '';
  let from = 0;
  let at = 0;
  while (at < sql.length) {
    NOTABLE.lastIndex = at;
    const found = NOTABLE.exec(sql);
    if (!found) break;
    const { index, 0: mark } = found;
    if (mark === ';') {
      statements.push(statement + sql.slice(from, index));
      statement = '';
      from = at = index + 1;
    } else if (mark === '--' || mark === '/*') {
      statement += `${sql.slice(from, index)} `;
      from = at = mark === '--' ? endOfLine(sql, index) : endOfComment(sql, index);
    } else at = endOfQuoted(sql, index, mark);
  }
  statements.push(statement + sql.slice(from));
  return statements;
}

function endOfLine(sql: string, from: number): number {
  const end = sql.slice(from).search(/[\r\n]/);
  return end < 0 ? sql.length : from + end;
}

function endOfComment(sql: string, from: number): number {
  let depth = 0;
  COMMENT_MARK.lastIndex = from;
  for (let found = COMMENT_MARK.exec(sql); found; found = COMMENT_MARK.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_MARK.lastIndex;
  }
  return sql.length;
}

/** Returns the end of a quoted text. A doubled quote ends one literal and begins the next, with the same result. */
function endOfQuoted(sql: string, from: number, mark: string): number {
  if (mark === '$') return endOfDollars(sql, from);
  const escapes = mark === "'" && /[eE]/.test(sql[from - 1] ?? '') && !IN_A_WORD.test(sql[from - 2] ?? '');
  let end = sql.indexOf(mark, from + 1);
  while (escapes && end >= 0 && isEscaped(sql, end)) end = sql.indexOf(mark, end + 1);
  return end < 0 ? sql.length : end + 1;
}

function isEscaped(sql: string, at: number): boolean {
  let backslashes = 0;
  while (sql[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function endOfDollars(sql: string, from: number): number {
  // `$1` is a parameter, and `a$b$` a name.
  if (IN_A_WORD.test(sql[from - 1] ?? '')) return from + 1;
  DOLLAR_TAG.lastIndex = from;
  const tag = DOLLAR_TAG.exec(sql)?.[0];
  if (tag === undefined) return from + 1;
  const end = sql.indexOf(tag, from + tag.length);
  return end < 0 ? sql.length : end + tag.length;
}
