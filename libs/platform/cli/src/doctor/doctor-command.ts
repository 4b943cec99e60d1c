import { parseArgs } from 'node:util';
import type { StandaloneRun } from '../command-run.js';
import { UsageError } from '../usage-error.js';
import { checks } from './checks/index.js';
import { unknown, type Check, type Finding } from './finding.js';
import { inspectDeployment } from './inspect-deployment.js';
import type { InspectedDeployment } from './inspected-deployment.js';

/** A check and its finding; also the shape of `--json`. */
export interface CheckResult extends Finding, Pick<Check, 'name' | 'title' | 'remedy'> {}

const MARKS = { pass: '✓', fail: '✗', unknown: '?' } as const;

/**
 * `multilith doctor --production [--file FILE] [--compose FILE|none] [--host HOST] [--database HOST:PORT] [--nats
 * HOST:PORT] [--grpc HOST=ADDRESS:PORT;…] [--json]`: checks every item of docs/production.md. Changes nothing. Exit code 1 if an item fails.
 */
export async function doctor({ args, env, folder, out }: StandaloneRun): Promise<number> {
  const { values: flags } = parseArgs({
    args: [...args],
    options: {
      production: { type: 'boolean' },
      file: { type: 'string' },
      compose: { type: 'string' },
      host: { type: 'string' },
      database: { type: 'string' },
      nats: { type: 'string' },
      grpc: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (!flags.production) throw new UsageError('Say what to check: multilith doctor --production.');
  for (const option of ['database', 'nats'] as const)
    if (flags[option] !== undefined && !/^.+:\d+$/.test(flags[option]))
      throw new UsageError(`--${option} is '${flags[option]}'. Give host and port, like 127.0.0.1:5432.`);
  const { file: envFile, compose, host, database, nats, grpc } = flags;
  const results = await runChecks(inspectDeployment({ folder, env, envFile, compose, host, database, nats, grpc }));
  out(flags.json ? JSON.stringify(results, undefined, 2) : textOf(results));
  return results.some(({ status }) => status === 'fail') ? 1 : 0;
}

/** Runs every check; an error of one check does not prevent the others. */
export const runChecks = (deployment: InspectedDeployment): Promise<CheckResult[]> =>
  Promise.all(
    checks.map(async ({ name, title, remedy, run }) => {
      const finding = await Promise.resolve()
        .then(() => run(deployment))
        .catch((error: Error) => unknown(error.message));
      return { name, title, remedy, ...finding };
    }),
  );

function textOf(results: readonly CheckResult[]): string {
  const count = (status: Finding['status']): number => results.filter((result) => result.status === status).length;
  return [
    ...results.map(({ name, title, remedy, status, details }) =>
      [
        `${MARKS[status]} ${name}: ${title}`,
        ...details.map((line) => `    ${line}`),
        ...(status === 'fail' ? [`    → ${remedy}`] : []),
      ].join('\n'),
    ),
    '',
    `${count('pass')} hold, ${count('fail')} do not, ${count('unknown')} could not be checked from here. See docs/production.md.`,
  ].join('\n');
}
