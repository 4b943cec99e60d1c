// Runs steps that do not depend on each other at the same time, one for each core: most of them use one core only.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { announce, programFile, root, say, tookSince } from './run.mjs';

/**
 * Runs the programs and prints of each, when it has ended, what it printed. The longest should come first.
 *
 * @param {readonly { title: string, program: string, args: readonly string[] }[]} steps `program` is one of PROGRAMS, or a file
 * @returns {Promise<string[]>} the commands that failed; the others have run all the same, so that one run shows all faults
 */
export async function runSteps(steps) {
  const waiting = [...steps];
  const failed = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = performance.now();
      const { output, problem } = await ended(step);
      announce(step.title);
      if (output !== '') say(output.trimEnd());
      say(problem === undefined ? tookSince(started) : `  ${problem}`);
      if (problem !== undefined) failed.push(problem);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failed;
}

/** @returns {Promise<{ output: string, problem?: string }>} */
function ended({ program, args }) {
  const command = [program, ...args].join(' ');
  return new Promise((done) => {
    const child = spawn(process.execPath, [programFile(program), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    child.on('error', (error) => done({ output, problem: `${command} could not be started: ${error.message}` }));
    child.on('close', (code, signal) =>
      done({ output, ...(code !== 0 && { problem: `${command} ended with ${signal ?? `exit code ${code}`}` }) }),
    );
  });
}
