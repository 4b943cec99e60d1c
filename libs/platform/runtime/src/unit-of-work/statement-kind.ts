// What may come before the first word. No text matches it in two ways, else a failing match would take exponential time.
const LEAD = /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|\()*/.source;
const READS = new RegExp(`${LEAD}(?:select|with|values|table|show)\\b`, 'i');
const HIDDEN_WRITE = /\b(?:insert|delete|merge|into)\b|(?<!\bfor\s+(?:no\s+key\s+)?)\bupdate\b|;\s*\S/i;
const TRANSACTION_CONTROL = new RegExp(
  `${LEAD}(?:begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction)\\b`,
  'i',
);

const MAKES_WRITABLE = new RegExp(
  `(?:${LEAD}|;\\s*)(?:begin|start|set)\\b[^;]*\\bread\\s+write\\b|\\b(?:re)?set(?:_config)?\\b[^;]*transaction_read_only|(?:${LEAD}|;\\s*)(?:reset|discard)\\s+all\\b`,
  'i',
);
const ROW_LOCKS = /\bfor\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b/i;
const LOCKS = /\bfor\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b|\badvisory|\bset_config\b/i;

/**
 * Whether a statement surely only reads. Row locks (`FOR UPDATE`) count as reads. In doubt the answer is no: a word
 * like `DELETE` anywhere, even in a literal, makes it a write.
 */
export const isPlainRead = (sql: string): boolean => READS.test(sql) && !HIDDEN_WRITE.test(sql);

/**
 * A name before a parenthesis, with the dot of a schema or the quotes around it. It is tried once per word, else a long one
 * would take quadratic time.
 */
const CALL = /(\.\s*)?("?)(?<![\w$])([\w$]+)\2\s*\(/g;
/** Words and types that stand before a parenthesis, and functions of PostgreSQL that only compute. */
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
 * Whether a plain read may still change something or lock rows, which PostgreSQL refuses in a read-only transaction: it may
 * call a function of the module, or `nextval`. In doubt the answer is yes.
 */
export function mayHaveEffect(sql: string): boolean {
  if (ROW_LOCKS.test(sql)) return true;
  for (const [, schema, quote, name] of sql.matchAll(CALL))
    if (schema || quote || !PURE.has(name!.toLowerCase())) return true;
  return false;
}

/** Whether a read may take locks or change settings, which are given back where a savepoint is rolled back. */
export const takesLocks = (sql: string): boolean => LOCKS.test(sql);

/** Whether a statement begins or ends a transaction or savepoint, which is the runtime's business. */
export const isTransactionControl = (sql: string): boolean => TRANSACTION_CONTROL.test(sql);

/** Whether a statement would make a read-only session or transaction writable. */
export const makesWritable = (sql: string): boolean => MAKES_WRITABLE.test(sql);
