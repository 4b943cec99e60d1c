import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readWorkspaceFile, workspaceFiles, WORKSPACE } from '../workspace-files.js';
import { blocksOf, type PageBlock } from './page-blocks.js';
import { sourceOf } from './source-of.js';

/** The folder in which the examples are compiled and run; ignored by git. */
export const EXAMPLES = join(WORKSPACE, 'tools/docs/.examples');

/** Every fenced block of every page. */
export const allBlocks = (): PageBlock[] =>
  workspaceFiles(/\.md$/).flatMap((page) => blocksOf(page, readWorkspaceFile(page)));

/** Path of the source file of a block, like `tools/docs/.examples/docs/idempotency.md.12.ts`. */
export const exampleFile = ({ page, line }: PageBlock): string => join(EXAMPLES, `${page}.${line}.ts`);

/** Whether a block becomes a source file. */
export const isCompiled = ({ language, check }: PageBlock): boolean => language === 'ts' && check !== 'from';

/**
 * Writes the source file of every TypeScript block of every page, and removes those of blocks that are gone. Files that
 * are right stay untouched, so that the next type check is incremental.
 */
export function extractExamples(): void {
  const wanted = new Map(
    allBlocks()
      .filter(isCompiled)
      .map((block) => [exampleFile(block), sourceOf(block)]),
  );
  if (existsSync(EXAMPLES))
    for (const name of readdirSync(EXAMPLES, { recursive: true }) as string[])
      if (name.endsWith('.ts') && !wanted.has(join(EXAMPLES, name))) rmSync(join(EXAMPLES, name));
  for (const [file, source] of wanted) {
    if (existsSync(file) && readFileSync(file, 'utf8') === source) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
}

/** Names a block for messages, like `docs/idempotency.md:12`. */
export const placeOf = ({ page, line }: PageBlock): string => `${relative('.', page)}:${line}`;
