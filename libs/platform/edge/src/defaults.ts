/** Default name of the application, on pages, in the log and in development tokens. */
export const PRODUCT = 'Multilith';

/** Default role of operators. */
export const OPERATOR_ROLE = 'operations';
