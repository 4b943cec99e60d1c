// What may come before the first word. No text matches it in two ways, else a failing match would take exponential time.
const LEAD = /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|\()*/.source;
const READS = new RegExp(`${LEAD}(?:select|with|values|table|show)\\b`, 'i');
const HIDDEN_WRITE = /\b(?:insert|delete|merge|into)\b|(?<!\bfor\s+(?:no\s+key\s+)?)\bupdate\b|;\s*\S/i;
const TRANSACTION_CONTROL = new RegExp(
  `${LEAD}(?:begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction)\\b`,
  'i',
);

const MAKES_WRITABLE = new RegExp(
  `${LEAD}(?:begin|start|set)\\b[^;]*\\bread\\s+write\\b|\\b(?:re)?set(?:_config)?\\b[^;]*transaction_read_only|${LEAD}(?:reset|discard)\\s+all\\b`,
  'i',
);
const LOCKS = /\bfor\s+(?:no\s+key\s+)?(?:update|(?:key\s+)?share)\b|\badvisory|\bset_config\b/i;

/**
 * Whether a statement surely only reads. Row locks (`FOR UPDATE`) count as reads. In doubt the answer is no: a word
 * like `DELETE` anywhere, even in a literal, makes it a write.
 */
export const isPlainRead = (sql: string): boolean => READS.test(sql) && !HIDDEN_WRITE.test(sql);

/** Whether a read may take locks or change settings, which are given back where a savepoint is rolled back. */
export const takesLocks = (sql: string): boolean => LOCKS.test(sql);

/** Whether a statement begins or ends a transaction or savepoint, which is the runtime's business. */
export const isTransactionControl = (sql: string): boolean => TRANSACTION_CONTROL.test(sql);

/** Whether a statement would make a read-only session or transaction writable. */
export const makesWritable = (sql: string): boolean => MAKES_WRITABLE.test(sql);
