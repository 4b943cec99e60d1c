import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/**
 * How this linter is started from the root of a workspace: through npx if it is installed there, else by its path.
 * Messages that name a command name one that can be copied.
 */
export function commandLine(root: string, cli = CLI): string {
  if (/[\\/]node_modules[\\/]/.test(cli)) return 'npx boundary-lint';
  const path = relative(root, cli).replaceAll('\\', '/');
  return `node ${path.startsWith('..') ? cli : path}`;
}
