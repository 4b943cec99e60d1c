import { table } from './table.js';

/** What a benchmark has to reach. */
export interface Goal {
  readonly what: string;
  /** The measured figure. */
  readonly is: number;
  /** The bound. */
  readonly bound: number;
  /** `min`: at least the bound; `max`: at most. */
  readonly kind: 'min' | 'max';
  /** Default: 2. */
  readonly digits?: number;
}

const reached = ({ is, bound, kind }: Goal): boolean => (kind === 'min' ? is >= bound : is <= bound);

/** A table of goals, each with the measured figure and whether it was met. */
export function goalsTable(goals: readonly Goal[]): string {
  const met = goals.filter(reached).length;
  const rows = goals.map((goal) => [
    goal.what,
    goal.is.toFixed(goal.digits ?? 2),
    `${goal.kind === 'min' ? '≥' : '≤'} ${goal.bound}`,
    reached(goal) ? 'yes' : 'NO',
  ]);
  return `${table(['goal', 'measured', 'wanted', 'met'], rows)}\n\n${met} of ${goals.length} goals met`;
}
