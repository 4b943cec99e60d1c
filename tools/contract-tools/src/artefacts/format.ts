import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Formats JSON as the workspace's Prettier configuration asks for, so that `prettier --check` has nothing to add. */
export async function formattedJson(root: string, path: string, value: unknown): Promise<string> {
  const options = await resolveConfig(join(root, path));
  return format(JSON.stringify(value, undefined, 2), { ...options, parser: 'json' });
}
