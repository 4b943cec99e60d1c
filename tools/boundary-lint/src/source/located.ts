/** A value in the source and where it stands. */
export interface Located {
  readonly value: string;
  readonly start: number;
}
