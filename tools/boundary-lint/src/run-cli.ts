import { parseArgs } from 'node:util';
import { checkWorkspace } from './check.js';
import { FORMATS } from './report/format.js';
import { isClean } from './report/report.js';

const USAGE = `boundary-lint [--root DIR] [--format text|json]

Checks that no import crosses the boundary of a bounded context.
Exit code 0: clean. 1: something was found. 2: the check could not run.`;

/** Where the command writes: results to `log`, why it could not run to `error`. */
export type Output = Pick<Console, 'log' | 'error'>;

/** Runs the command line and returns its exit code. */
export function runCli(args: readonly string[], output: Output): 0 | 1 | 2 {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        root: { type: 'string', default: process.cwd() },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      output.log(USAGE);
      return 0;
    }
    const format = formatNamed(values.format);
    const report = checkWorkspace(values.root);
    output.log(format(report));
    return isClean(report) ? 0 : 1;
  } catch (error) {
    output.error(`boundary-lint could not run: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

function formatNamed(name: string): (typeof FORMATS)['text'] {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name as keyof typeof FORMATS];
  throw new Error(`There is no format '${name}'. Use one of ${Object.keys(FORMATS).join(', ')}.`);
}
