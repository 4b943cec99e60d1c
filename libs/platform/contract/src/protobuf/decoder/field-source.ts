/** How a field is read: variables before the message, cases of its switch, what follows when all is read. */
export interface FieldSource {
  readonly declare: string;
  readonly cases: string;
  readonly after: string;
}

/** A statement that gives up if a message occurs again: its parts are merged, which generated code does not do. */
export const refuseAgain = (occurred: string): string => `if (${occurred}) { r.split = true; return INVALID; }`;
