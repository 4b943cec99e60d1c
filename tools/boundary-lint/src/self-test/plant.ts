/** A tree of files by path; the text of each. */
export type Files = Readonly<Record<string, string>>;

/** One violation, put into a sound workspace. */
export interface Plant {
  /** Description of the planted violation. */
  readonly name: string;
  /** Row of the table of forms, or the rule itself. */
  readonly group: string;
  /** The rule that must report it; `unanalysable` if the target of the import cannot be known. */
  readonly rule: string;
  /** File that must be named. */
  readonly file: string;
  readonly files: Files;
}

/** The folder of most plants: the code of the context `orders`, which may not import `catalog`. */
export const VICTIM = 'libs/modules/orders/src/application/place-order.handler.ts';
