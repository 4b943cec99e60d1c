/** Variables of a file of secrets. */
export type Values = Readonly<Record<string, string | undefined>>;

/** One variable of a deployment's secrets. */
export interface WantedSecret {
  readonly name: string;
  /**
   * Returns the value to write: a new one for a missing secret; `undefined` if the file already has a suitable value.
   *
   * @param values content of the file, with all secrets wanted before this one
   */
  valueFor(values: Values): string | undefined;
}
