/** Pence as pounds: `123456` is `£1,234.56`. Takes bigint too, because sums over a whole shop can pass 2^53. */
export function pounds(pence: number | bigint): string {
  const value = BigInt(pence);
  const absolute = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}£${grouped(absolute / 100n)}.${String(absolute % 100n).padStart(2, '0')}`;
}

/** A whole number with thousands separators. */
export function grouped(value: number | bigint): string {
  return value.toLocaleString('en-GB');
}

/** Milliseconds as seconds with one digit: `1.2 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Lines of `[label, value]` with the values right-aligned. */
export function aligned(rows: ReadonlyArray<readonly [string, string]>, indent = '  '): string {
  const label = Math.max(0, ...rows.map(([text]) => text.length));
  const value = Math.max(0, ...rows.map(([, text]) => text.length));
  return rows.map(([text, figure]) => `${indent}${text.padEnd(label)}  ${figure.padStart(value)}`).join('\n');
}

/** A pace: `412 a second`, and below ten with one digit. */
export const perSecond = (pace: number): string =>
  `${pace < 10 ? pace.toFixed(1) : grouped(Math.round(pace))} a second`;

/** How long something still takes: `40 s left`, `3 min left`, `2 h 5 min left`. */
export function remainingTime(inSeconds: number): string {
  if (inSeconds < 90) return `${Math.ceil(inSeconds)} s left`;
  const minutes = Math.ceil(inSeconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
