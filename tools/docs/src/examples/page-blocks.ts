/** How a block of a page is checked, by the comment right above it. */
export type Check =
  /** The block compiles. Code that readers need not see (imports, declarations) is in the comment. */
  | 'example'
  /** It compiles and runs as a spec. */
  | 'program'
  /** The block matches the source file that the comment names, word for word. */
  | 'from';

/** A fenced block of a Markdown page. */
export interface PageBlock {
  readonly page: string;
  /** Number of its first line of text, from 1. */
  readonly line: number;
  /** The language after the fence, like `ts`. */
  readonly language: string;
  readonly text: string;
  readonly check: Check;
  /** The text of the comment: hidden code, or the path of a source file for `from`. */
  readonly hidden: string;
  /** Number of the first line of the hidden text. */
  readonly hiddenLine: number;
}

/** Marks the place of the block in the hidden code. Without it, the block comes after the hidden code. */
export const PLACE = '/* block */';

const BLOCK = /^( *)```(\w*)[^\n]*\n([^]*?)^ *```$/gm;
const COMMENT = /<!-- (example|program|from)\b([^]*?)-->\s*$/;

/** Returns the fenced blocks of a page, in order, each with the comment right above it. */
export function blocksOf(page: string, markdown: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  let end = 0;
  for (const match of markdown.matchAll(BLOCK)) {
    const [whole, indent, language, text] = match as unknown as [string, string, string, string];
    const before = markdown.slice(end, match.index);
    const comment = COMMENT.exec(before);
    const hidden = comment?.[2] ?? '';
    blocks.push({
      page,
      line: lineAt(markdown, match.index) + 1,
      language,
      text: text.replaceAll(new RegExp(`^ {0,${indent.length}}`, 'gm'), ''),
      check: (comment?.[1] as Check | undefined) ?? 'example',
      hidden: hidden.replace(/^\n/, ''),
      hiddenLine: comment ? lineAt(markdown, end + comment.index) + (hidden.startsWith('\n') ? 1 : 0) : 0,
    });
    end = match.index + whole.length;
  }
  return blocks;
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
