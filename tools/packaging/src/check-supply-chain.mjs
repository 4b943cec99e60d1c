// `npm run check:supply-chain`: asks the registry whether the packages that are installed are those that were published
// there, and whether faults of them are known. Licences, checksums and install scripts need no registry: supply-chain.spec.ts.
// A registry without these services (many mirrors are) is no fault: the check says so and does not fail.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { installIfStale } from '../../dev/install.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
/** How long a registry may take to answer, in milliseconds. */
const PATIENCE = 60_000;

/**
 * @typedef {{ state: 'passed' | 'failed' | 'unavailable', detail: string }} Outcome
 * @type {readonly { title: string, args: readonly string[], judge: (answer: any) => Outcome | undefined }[]}
 */
export const CHECKS = [
  {
    title: 'Signatures of installed packages',
    args: ['audit', 'signatures', '--json'],
    judge: ({ invalid, missing }) => {
      if (!Array.isArray(invalid) || !Array.isArray(missing)) return undefined;
      const wrong = [...invalid, ...missing].map(({ name, version }) => `${name}@${version}`);
      return wrong.length === 0
        ? { state: 'passed', detail: 'every package is signed by its registry' }
        : {
            state: 'failed',
            detail: `not signed, or changed since: ${wrong.join(', ')}. Remove node_modules and install again; do not deploy.`,
          };
    },
  },
  {
    title: 'Known faults of what is deployed',
    args: ['audit', '--omit', 'dev', '--json'],
    judge: ({ metadata, vulnerabilities = {} }) => {
      const counts = metadata?.vulnerabilities;
      if (counts === undefined) return undefined;
      const grave = Object.values(vulnerabilities).filter(
        ({ severity }) => severity === 'high' || severity === 'critical',
      );
      return grave.length === 0
        ? { state: 'passed', detail: `none of high severity (${counts.total} in all)` }
        : {
            state: 'failed',
            detail: `${grave.map(({ name }) => name).join(', ')}. npm audit says more; npm audit fix updates what can be updated.`,
          };
    },
  },
];

/**
 * What an answer of npm means.
 *
 * @param {(answer: any) => Outcome | undefined} judge
 * @param {string} printed JSON, or what a registry without the service made npm print
 * @returns {Outcome}
 */
export function outcomeOf(judge, printed) {
  const answer = parsed(printed);
  const code = answer?.error?.code ?? (answer?.statusCode === undefined ? 'no answer' : `status ${answer.statusCode}`);
  return (
    (answer === undefined ? undefined : judge(answer)) ?? {
      state: 'unavailable',
      detail: `cannot be checked: the registry does not offer this, or is out of reach (${code})`,
    }
  );
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function npm(args) {
  const file = process.env.npm_execpath;
  const [command, all] = file && /npm-cli\.[cm]?js$/.test(file) ? [process.execPath, [file, ...args]] : ['npm', args];
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: PATIENCE };
  // npm exits with an error if it finds something, but still prints the report.
  return new Promise((done) => execFile(command, all, options, (_error, stdout) => done(stdout)));
}

if (process.argv[1] === import.meta.filename) {
  await installIfStale();
  const sign = { passed: '✓', failed: '✗', unavailable: '?' };
  await Promise.all(
    CHECKS.map(async ({ title, args, judge }) => {
      const { state, detail } = outcomeOf(judge, await npm(args));
      console.log(`${sign[state]} ${title}: ${detail}`);
      if (state === 'failed') process.exitCode = 1;
    }),
  );
}
