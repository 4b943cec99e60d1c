import { printable } from '@multilith/runtime/observe';

/**
 * Formats rows under headings, in columns as wide as needed; numbers are aligned right. A row is one line, whatever its
 * cells contain.
 */
export function table(headings: readonly string[], cells: readonly (readonly (string | number)[])[]): string {
  const rows = cells.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : printable(cell))));
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => String(row[i]).length)));
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, i) => (typeof cell === 'number' ? String(cell).padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)].join('\n');
}
