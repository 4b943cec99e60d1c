import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { ownFolder } from './own-package.js';

const COMMANDS = ['extract', 'inline'];

/**
 * Answers `nx extract nosuch` in place of Nx, which says no more than "Cannot find project": the command itself names
 * the contexts and the closest one. Works where Nx loads this plugin in the process of the command line, as `.env` and
 * `nx.json` have it.
 *
 * @param {readonly string[]} argv of the process that Nx runs in
 * @param {string} workspaceRoot
 */
export function refuseUnknownContext(argv, workspaceRoot) {
  const asked = unknownContext(argv, (name) => existsSync(join(workspaceRoot, 'libs/modules', name, 'package.json')));
  if (asked === undefined) return;
  build();
  const cli = join(ownFolder, 'dist', asked.command, 'cli.js');
  const { status } = spawnSync(process.execPath, [cli, asked.name], { cwd: workspaceRoot, stdio: 'inherit' });
  process.exit(status ?? 1);
}

/**
 * The command and the name that is no context: of `nx extract nosuch` and `nx run nosuch:extract`.
 *
 * @param {readonly string[]} argv
 * @param {(name: string) => boolean} isContext
 */
export function unknownContext([, program = '', first = '', second = ''], isContext) {
  if (!/[\\/]nx(?:\.js)?$/.test(program)) return undefined;
  const [name, command] = first === 'run' ? second.split(':') : [second, first];
  // Nx knows projects by their folder and by patterns too; those are its own to answer.
  if (!COMMANDS.includes(command) || !/^[\w-]+$/.test(name) || name.startsWith('-') || isContext(name))
    return undefined;
  return { command, name };
}
