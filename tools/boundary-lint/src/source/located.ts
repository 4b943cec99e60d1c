/** A value in the source and its position. */
export interface Located {
  readonly value: string;
  readonly start: number;
}
