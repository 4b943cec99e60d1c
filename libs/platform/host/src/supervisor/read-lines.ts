import type { Readable } from 'node:stream';

/** Longest line that is kept, in characters; what is longer goes on as further lines. */
const MAX_LINE = 1_000_000;

/**
 * Reads a stream line by line. Lines end with `\n`, or `\r\n`, and nothing else: `node:readline` also ends them at the
 * separators of Unicode, which may stand within a line of JSON.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    for (const line of lines) onLine(line.replace(/\r$/, ''));
    if (begun.length <= MAX_LINE) return;
    onLine(begun);
    begun = '';
  });
  stream.on('end', () => {
    if (begun !== '') onLine(begun);
  });
}
