/** What pages, the log and tokens for development call an application without a name. */
export const PRODUCT = 'Multilith';

/** The role of operators, unless the application names another one. */
export const OPERATOR_ROLE = 'operations';
