/** Whether one invariant holds, with the figures it was judged by. */
export interface Finding {
  /** Short and stable, for `--json`. */
  readonly name: string;
  /** The invariant as a sentence. */
  readonly rule: string;
  readonly holds: boolean;
  readonly figures: ReadonlyArray<readonly [string, string]>;
  /** How many things break the rule. */
  readonly offenderCount: number;
  /** The first of them, in words. */
  readonly offenders: readonly string[];
}

const SHOWN_OFFENDERS = 5;

/** A finding that holds if nothing offends it. */
export function findingOf(
  name: string,
  rule: string,
  figures: Finding['figures'],
  offenders: readonly string[],
): Finding {
  return {
    name,
    rule,
    holds: offenders.length === 0,
    figures,
    offenderCount: offenders.length,
    offenders: offenders.slice(0, SHOWN_OFFENDERS),
  };
}
