import type { Readable } from 'node:stream';

/** Maximum length of a line, in characters; a longer one is split into several lines. */
const MAX_LINE_LENGTH = 1_000_000;

/**
 * Reads a stream line by line. Only `\n` and `\r\n` end a line: `node:readline` also splits at Unicode line separators,
 * which may occur within a line of JSON.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    for (const line of lines) onLine(line.replace(/\r$/, ''));
    if (begun.length <= MAX_LINE_LENGTH) return;
    onLine(begun);
    begun = '';
  });
  stream.on('end', () => {
    if (begun !== '') onLine(begun);
  });
}
