/** A tree of files by path; the text of each. */
export type Files = Readonly<Record<string, string>>;

/** One violation, put into a sound workspace. */
export interface Plant {
  /** What is planted, in words. */
  readonly name: string;
  /** Row of the table of forms, or the rule itself. */
  readonly group: string;
  /** A rule that must report it; `unanalysable` where nobody can say where the import leads. */
  readonly rule: string;
  /** File that must be named. */
  readonly file: string;
  readonly files: Files;
}

/** Where most plants go: the code of the context `orders`, which has no business with `catalog`. */
export const VICTIM = 'libs/modules/orders/src/application/place-order.handler.ts';
