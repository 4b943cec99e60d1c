export interface Outcome {
  readonly state: 'passed' | 'failed' | 'unavailable';
  readonly detail: string;
}
/** Judges an answer of npm; `undefined` if it is no answer to the question. */
export type Judge = (answer: never) => Outcome | undefined;

export const CHECKS: readonly { readonly title: string; readonly args: readonly string[]; readonly judge: Judge }[];

/** What an answer of npm means. */
export function outcomeOf(judge: Judge, printed: string): Outcome;
