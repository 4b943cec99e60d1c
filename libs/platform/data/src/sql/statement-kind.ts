import { statementsOf, withoutComments } from './statement-text.js';

/** Characters allowed before the first word of a statement without comments. */
const LEAD = /^[\s(]*/.source;
const READS = new RegExp(`${LEAD}(?:select|with|values|table|show)\\b`, 'i');
const HIDDEN_WRITE = /\b(?:insert|delete|merge|into)\b|(?<!\bfor\s+(?:no\s+key\s+)?)\bupdate\b|;\s*\S/i;
const TRANSACTION_CONTROL = new RegExp(
  `${LEAD}(?:begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction)\\b`,
  'i',
);
/** The start of a function with an SQL body, up to the first `;` in the body. */
const BODY_BEGINS = new RegExp(
  `${LEAD}create\\s+(?:or\\s+replace\\s+)?(?:function|procedure)\\b[^]*\\bbegin\\s+atomic\\b`,
  'i',
);
const BODY_ENDS = new RegExp(`${LEAD}end\\b`, 'i');

const MAKES_WRITABLE = new RegExp(
  `${LEAD}(?:(?:begin|start|set)\\b[^]*\\bread\\s+write|(?:reset|discard)\\s+all)\\b`,
  'i',
);
const SETTING = 'transaction_read_only';
const SETS = /\b(?:re)?set(?:_config)?\b/i;
const ROW_LOCKS = /\bfor\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b/i;
const LOCKS = /\bfor\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b|\badvisory|\bset_config\b/i;

/**
 * Whether a statement has a read-only form. Row locks (`FOR UPDATE`) count as reads. Returns false in doubt: a word
 * like `DELETE` anywhere, even in a literal, makes it a write.
 *
 * Functions are not considered: `SELECT` of a function that writes is a plain read here, such as a function of the
 * module, `nextval`, `setval`, `lo_unlink` or `pg_advisory_lock`. {@link mayHaveEffect} looks for them.
 */
export function isPlainRead(sql: string): boolean {
  const text = withoutComments(sql);
  return READS.test(text) && !HIDDEN_WRITE.test(text);
}

/**
 * A function call: a name before a parenthesis, with the dot after a schema and with quotes. Matched once per word,
 * because a long word would otherwise take quadratic time.
 */
const CALL = /(\.\s*)?("?)(?<![\w$])([\w$]+)\2\s*\(/g;
/** Keywords and types that may precede a parenthesis, and PostgreSQL functions without side effects. */
const PURE: ReadonlySet<string> = new Set(
  `all and any array as between by case cast distinct else end except exists extract filter from group having ilike in
  intersect join lateral like limit materialized not offset on or order over partition row select similar some then union
  using values when where with within
  bigint bit char character decimal interval numeric time timestamp timestamptz varchar
  abs age array_agg array_length avg bool_and bool_or btrim cardinality ceil ceiling char_length coalesce concat concat_ws
  count cume_dist date date_part date_trunc dense_rank first_value floor format generate_series greatest json_agg
  json_array_elements json_build_array json_build_object json_object_agg jsonb_agg jsonb_array_elements
  jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_object_agg lag last_value lead
  least left length lower lpad ltrim make_date make_interval max md5 min mod now ntile nullif octet_length
  percent_rank percentile_cont percentile_disc position power rank regexp_replace replace right round row_number
  row_to_json rpad rtrim split_part sqrt strpos string_agg string_to_array substr substring sum to_char to_date to_json
  to_jsonb to_number to_timestamp to_tsquery to_tsvector trim trunc ts_rank unnest upper`.split(/\s+/),
);

/**
 * Whether a plain read may still have a side effect or lock rows, which PostgreSQL refuses in a read-only transaction:
 * it may call a function of the module, or `nextval`. Returns true in doubt.
 */
export function mayHaveEffect(sql: string): boolean {
  const text = withoutComments(sql);
  if (ROW_LOCKS.test(text)) return true;
  for (const [, schema, quote, name] of text.matchAll(CALL))
    if (schema || quote || !PURE.has(name!.toLowerCase())) return true;
  return false;
}

/** Whether a read may take locks or change settings, which a rollback to a savepoint would undo. */
export const takesLocks = (sql: string): boolean => LOCKS.test(withoutComments(sql));

/** Whether any statement of a text begins or ends a transaction or savepoint, which only the runtime may do. */
export function isTransactionControl(sql: string): boolean {
  if (!mayHaveSeveralParts(sql)) return TRANSACTION_CONTROL.test(sql);
  let isInBody = false;
  return statementsOf(sql).some((statement) => {
    const endsBody = isInBody && BODY_ENDS.test(statement);
    isInBody = isInBody ? !endsBody : BODY_BEGINS.test(statement);
    return !endsBody && TRANSACTION_CONTROL.test(statement);
  });
}

/** Whether a text would make a read-only session or transaction writable. */
export const makesWritable = (sql: string): boolean =>
  mayHaveSeveralParts(sql) ? statementsOf(sql).some(isMadeWritable) : isMadeWritable(sql);

const isMadeWritable = (statement: string): boolean =>
  MAKES_WRITABLE.test(statement) || SETS.test(statement.slice(0, statement.toLowerCase().lastIndexOf(SETTING) + 1));

/** Whether a text may hold more than one statement, or comments. */
const mayHaveSeveralParts = (sql: string): boolean => sql.includes(';') || withoutComments(sql) !== sql;
