/** Every rule that a configuration or a baseline may name. */
export const RULE_NAMES: readonly string[] = [
  'no-cross-context',
  'contracts-are-pure',
  'api-uses-contracts-only',
  'public-entry',
  'platform-is-generic',
  'declared-dependency',
  'module-entry',
  'declared-use',
  'no-cycles',
  'no-laundering',
  'own-schema',
  'no-backdoor-injection',
  'parse-error',
  'unreadable',
  'unresolved',
  'unknown-place',
  'module-graph',
  'unanalysable',
];

export const isRule = (name: string): boolean => RULE_NAMES.includes(name);
