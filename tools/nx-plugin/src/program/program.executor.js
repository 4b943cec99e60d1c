// What Nx runs the targets of this workspace with. `nx:run-commands` joins what was typed into one line for a shell, which
// would run `$(…)` in the value of an option.
import { spawn } from 'node:child_process';
import { build } from '../build.js';

/**
 * Runs a Node program of the workspace. Each argument reaches it as one text: there is no shell. Which program that is comes
 * from the target alone: Nx merges what was typed into `options`, so that `--program=…` would choose another one.
 *
 * @param {{ __unparsed__?: readonly string[] }} options
 * @param {{ root: string, target: { options: { program: string, args?: readonly string[], own?: boolean } } }} context
 * @returns {Promise<{ success: boolean }>}
 */
export default function runProgram({ __unparsed__: typed = [] }, { root, target }) {
  const { program, args = [], own } = target.options;
  // One process sees what has changed; a task of Nx for each package that it is built from would take a minute.
  if (own) build();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, ...typed], { cwd: root, stdio: 'inherit', shell: false });
    // Ctrl-C reaches the program by itself; a signal to this process alone does not.
    const end = () => void child.kill('SIGTERM');
    process.once('SIGTERM', end);
    child.on('error', reject);
    child.on('close', (code) => {
      process.removeListener('SIGTERM', end);
      resolve({ success: code === 0 });
    });
  });
}
