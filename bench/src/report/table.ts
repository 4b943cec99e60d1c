/** One line of a comparison; the first line of a table is what the others are compared with. */
export interface Row {
  readonly name: string;
  /** Time per operation in microseconds, the median of all rounds. */
  readonly microseconds: number;
}

/** A table of times, each beside its ratio to the first. */
export function timesTable(rows: readonly Row[]): string {
  const base = rows[0]!.microseconds;
  return table(
    ['', 'µs each', 'per second', 'ratio', 'difference'],
    rows.map(({ name, microseconds }) => [
      name,
      microseconds.toFixed(2),
      Math.round(1e6 / microseconds).toLocaleString('en'),
      (microseconds / base).toFixed(2),
      `${microseconds >= base ? '+' : '−'}${Math.abs(microseconds - base).toFixed(2)} µs`,
    ]),
  );
}

/** Aligns cells: the first column to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   ');
  return [line(head), widths.map((width) => '─'.repeat(width)).join('───'), ...rows.map(line)].join('\n');
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
