import { PLACE, type PageBlock } from './page-blocks.js';

/**
 * Returns the source file of a block. Every line has the number that it has in the page, so that messages of the
 * compiler lead there; only hidden code that comes after the block stands below it.
 */
export function sourceOf({ line, text, hidden, hiddenLine }: PageBlock): string {
  const [before, after = ''] = hidden.split(PLACE) as [string, string?];
  const lines = padded(before.trimEnd(), hiddenLine);
  const block = padded(text.trimEnd(), line);
  const merged = block.map((blockLine, i) => blockLine || (lines[i] ?? ''));
  // Without an import or export, the file would be a script, and its names would clash with those of other scripts.
  return `${merged.join('\n')}\n${after.trim()}\nexport {};\n`;
}

function padded(text: string, line: number): string[] {
  return [...Array.from({ length: Math.max(0, line - 1) }, () => ''), ...text.split('\n')];
}
