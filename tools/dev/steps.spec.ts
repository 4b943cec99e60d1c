import { expect, it } from 'vitest';
import { runSteps } from './steps.mjs';

const step = (title: string, script: string) => ({ title, program: '--eval', args: [script] });

it('runs every step and returns those that failed', async () => {
  const failed = await runSteps([
    step('fails', 'process.exit(3)'),
    step('passes', ''),
    step('fails too', "process.kill(process.pid, 'SIGKILL')"),
  ]);
  expect(failed).toHaveLength(2);
  expect(failed).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/ended with exit code 3$/),
      expect.stringMatching(/ended with (?:SIGKILL|exit code 1)$/),
    ]),
  );
});

it('prints what a step printed below its title', async () => {
  const printed: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text) => printed.push(String(text)) > 0;
  try {
    await runSteps([step('Checking', "console.log('one fault')")]);
  } finally {
    process.stderr.write = write;
  }
  expect(printed.join('')).toMatch(/▸ Checking\none fault\n {2}done in \d/);
});
