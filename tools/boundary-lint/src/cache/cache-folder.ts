import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where facts of a workspace are kept: in its `node_modules/.cache`, or, where nothing is installed, in the cache folder of
 * the user. Never in a folder that other users can write to: what is kept there decides what is found.
 */
export function cacheFolderOf(root: string): string | undefined {
  const modules = join(root, 'node_modules');
  if (existsSync(modules)) return join(modules, '.cache');
  const ofUser = userCacheFolder();
  const name = createHash('sha1').update(root).digest('hex').slice(0, 16);
  return ofUser === undefined ? undefined : join(ofUser, 'boundary-lint', name);
}

function userCacheFolder(): string | undefined {
  const named = process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'];
  if (named) return named;
  try {
    return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  } catch {
    // A user without a home, as in some containers.
    return undefined;
  }
}
