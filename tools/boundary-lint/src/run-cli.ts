import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyBaseline, grownEntries, readBaseline, shrinkBaseline, startBaseline } from './baseline/baseline.js';
import { baselineAt, causedBy, filesChangedSince } from './changed.js';
import { Checker, type Checked } from './check.js';
import { contextGraph } from './graph/context-graph.js';
import { drawDot, drawMermaid, drawPage } from './graph/draw.js';
import { drawImportsDot, drawImportsMermaid, drawImportsPage } from './graph/draw-imports.js';
import { importGraph } from './graph/import-graph.js';
import { commandLine } from './report/command-line.js';
import { FORMATS, type Format } from './report/formats.js';
import { isClean, type Report } from './report/report.js';
import type { Scene } from './rules/scene.js';
import { watchSources } from './watch.js';
import { LintError } from './workspace/not-a-workspace.js';

const USAGE = `boundary-lint [options]

Checks that no import crosses the boundary of a bounded context.
Exit code 0: clean. 1: something was found. 2: the check could not run.

  --root DIR          the workspace; default: the current folder
  --config FILE       the layout, where it is not libs/modules and libs/contracts; default: boundary-lint.json
  --format NAME       text, json, sarif, github, gitlab or mermaid
  --only DIR          reports what is found in one folder; everything is read all the same
  --changed REF       only what the changes since a git revision can have caused
  --watch             checks again whenever a source changes
  --no-cache          reads every file anew

  --graph             prints the contexts and what flows between them: --format mermaid (default), dot or markdown
  --imports           with --graph: from imports alone, for a code base without contracts
  --output FILE       writes the graph to a file, as markdown
  --check             with --output: only compares; exit code 1 when the file differs

  --start-baseline    writes down what is found today: --owner NAME --expires YYYY-MM-DD
  --shrink-baseline   removes entries that nothing needs any more
  --self-test         plants one violation of every rule and form and looks for each`;

const OPTIONS = {
  root: { type: 'string' },
  config: { type: 'string' },
  format: { type: 'string' },
  only: { type: 'string' },
  changed: { type: 'string' },
  watch: { type: 'boolean', default: false },
  'no-cache': { type: 'boolean', default: false },
  graph: { type: 'boolean', default: false },
  imports: { type: 'boolean', default: false },
  output: { type: 'string' },
  check: { type: 'boolean', default: false },
  'start-baseline': { type: 'boolean', default: false },
  'shrink-baseline': { type: 'boolean', default: false },
  owner: { type: 'string' },
  expires: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Where the command writes: results to `log`, why it could not run to `error`. */
export type Output = Pick<Console, 'log' | 'error'>;

/** 0: clean. 1: something was found. 2: the check could not run. */
export type ExitCode = 0 | 1 | 2;

/** Runs the command line and returns its exit code; with `--watch` it goes on after that. */
export function runCli(args: readonly string[], output: Output): ExitCode {
  try {
    return run(parseArgs({ args: [...args], options: OPTIONS }).values, output);
  } catch (error) {
    output.error(`boundary-lint could not run: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

function run(options: Options, output: Output): ExitCode {
  if (options.help) {
    output.log(USAGE);
    return 0;
  }
  const root = resolve(options.root ?? process.cwd());
  const checker = new Checker(root, { config: options.config, cache: !options['no-cache'] });
  if (options.imports && !options.graph)
    throw new LintError('LINT_ARGUMENT', '--imports is about the graph: boundary-lint --graph --imports.');
  if (options.graph) return graph(options, checker.run(), output);
  if (options['start-baseline'] || options['shrink-baseline']) return baseline(options, root, checker.run(), output);
  const format = formatNamed(options.format ?? 'text');
  const check = (): ExitCode => report(options, root, checker.run(), format, output);
  const status = check();
  if (options.watch)
    watchSources(root, () => {
      try {
        check();
      } catch (error) {
        output.error(`boundary-lint could not run: ${(error as Error).message}`);
      }
    });
  return status;
}

function report(
  options: Options,
  root: string,
  { report: found, scene }: Checked,
  format: Format,
  output: Output,
): ExitCode {
  const entries = readBaseline(root);
  let result: Report = applyBaseline(found, entries, today());
  if (options.changed !== undefined) {
    const grown = entries.length > 0 ? grownBaseline(root, options.changed, entries) : [];
    result = causedBy(
      { ...result, violations: [...result.violations, ...grown] },
      scene,
      filesChangedSince(root, options.changed),
    );
  }
  if (options.only !== undefined) result = within(result, root, options.only);
  output.log(format(result, scene));
  return isClean(result) ? 0 : 1;
}

function within(report: Report, root: string, folder: string): Report {
  if (!existsSync(resolve(root, folder)))
    throw new LintError('LINT_ARGUMENT', `there is no folder ${folder} below ${root}.`);
  const path = relative(root, resolve(root, folder)).replaceAll('\\', '/');
  const isInside = ({ file }: { readonly file: string }): boolean =>
    path === '' || file === path || file.startsWith(`${path}/`);
  return {
    ...report,
    violations: report.violations.filter(isInside),
    warnings: report.warnings.filter(isInside),
    unanalysable: report.unanalysable.filter(isInside),
  };
}

/** A revision without a baseline is where one was started. */
function grownBaseline(root: string, revision: string, entries: ReturnType<typeof readBaseline>): Report['violations'] {
  const before = baselineAt(root, revision);
  return before.length === 0 ? [] : grownEntries(entries, before);
}

function graph(options: Options, { scene }: Checked, output: Output): ExitCode {
  const { format = 'mermaid', output: file, check, root, imports } = options;
  const drawings = imports ? drawingsOfImports(scene) : drawingsOfMessages(scene);
  if (file !== undefined) {
    const path = resolve(root ?? process.cwd(), file);
    const page = drawings.markdown();
    if (!check) writeFileSync(path, page);
    else if (!existsSync(path) || readFileSync(path, 'utf8') !== page) {
      const command = `${commandLine(scene.workspace.root)} --graph ${imports ? '--imports ' : ''}--output ${file}`;
      output.error(`${file} does not show the code as it is. Write it again: ${command}`);
      return 1;
    }
    return 0;
  }
  if (!Object.hasOwn(drawings, format))
    throw new LintError(
      'LINT_ARGUMENT',
      `There is no format '${format}' of the graph. Use one of ${Object.keys(drawings).join(', ')}.`,
    );
  output.log(drawings[format as keyof Drawings]());
  return 0;
}

type Drawings = Readonly<Record<'mermaid' | 'dot' | 'markdown', () => string>>;

function drawingsOfMessages(scene: Scene): Drawings {
  const drawn = contextGraph(scene);
  return { mermaid: () => drawMermaid(drawn), dot: () => drawDot(drawn), markdown: () => drawPage(drawn) };
}

function drawingsOfImports(scene: Scene): Drawings {
  const drawn = importGraph(scene);
  return {
    mermaid: () => drawImportsMermaid(drawn),
    dot: () => drawImportsDot(drawn),
    markdown: () => drawImportsPage(drawn),
  };
}

function baseline(options: Options, root: string, { report: found }: Checked, output: Output): ExitCode {
  if (options['shrink-baseline']) {
    output.log(`${shrinkBaseline(root, found)} findings removed.`);
    return 0;
  }
  if (!options.owner || !options.expires)
    throw new LintError(
      'LINT_ARGUMENT',
      'A baseline names who mends it and until when: --owner NAME --expires YYYY-MM-DD.',
    );
  output.log(`${startBaseline(root, found, options.owner, options.expires)} findings written.`);
  return 0;
}

const today = (): string => new Date().toISOString().slice(0, 10);

function formatNamed(name: string): Format {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name as keyof typeof FORMATS];
  throw new LintError('LINT_ARGUMENT', `There is no format '${name}'. Use one of ${Object.keys(FORMATS).join(', ')}.`);
}
