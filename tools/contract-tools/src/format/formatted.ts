import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { GeneratedFile } from '../workspace/loaded-contract.js';

/** Formats a text as the workspace formats such files, so that its format check accepts what is generated. */
export async function formatted(root: string, path: string, text: string): Promise<GeneratedFile> {
  const filepath = join(root, path);
  const config = await resolveConfig(filepath, { editorconfig: true });
  return { path, content: await format(text, { ...config, filepath }) };
}
