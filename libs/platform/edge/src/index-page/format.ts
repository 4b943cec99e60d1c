/** Formats a number with separators: `12,345`. */
export const grouped = (n: number): string => n.toLocaleString('en-US');

/** Formats a rate: `0`, `0.4`, `12`. */
export const rate = (n: number): string => (n > 0 && n < 10 ? Math.max(0.1, n).toFixed(1) : grouped(Math.round(n)));

/** Formats a count with its noun: `1 event`, `12,345 events`. */
export const counted = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** Formats a duration in its largest unit: `3 h`; less than a second is `now`. */
export function span(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [size, unit] = UNITS.find(([each]) => seconds >= each) ?? [0, ''];
  return size === 0 ? 'now' : `${Math.floor(seconds / size)} ${unit}`;
}
