import { createHash } from 'node:crypto';
import type { Report, Violation } from './report.js';
import { printable } from './shown.js';

interface Problem {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly level: 'error' | 'warning';
}

/** Both violations and unanalysable imports; a code host shows them at their lines. */
const problemsOf = ({ violations, warnings, unanalysable }: Report): Problem[] => [
  ...violations.map((violation) => problemOf(violation, 'error')),
  ...unanalysable.map(({ file, line, column, message }): Problem => ({
    rule: 'unanalysable',
    file,
    line,
    column,
    message,
    level: 'error',
  })),
  ...warnings.map((violation) => problemOf(violation, 'warning')),
];

const problemOf = ({ rule, file, line, column, message, proposal }: Violation, level: Problem['level']): Problem => ({
  rule,
  file,
  line,
  column,
  message: proposal ? `${message} ${proposal}` : message,
  level,
});

/** SARIF 2.1.0, for code scanning. */
export function formatSarif(report: Report): string {
  const problems = problemsOf(report);
  const rules = [...new Set(problems.map(({ rule }) => rule))].sort();
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'boundary-lint', rules: rules.map((id) => ({ id })) } },
          results: problems.map(({ rule, file, line, column, message, level }) => ({
            ruleId: rule,
            ruleIndex: rules.indexOf(rule),
            level,
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
                  region: { startLine: line, startColumn: column },
                },
              },
            ],
          })),
          properties: { coverage: report.coverage },
        },
      ],
    },
    undefined,
    2,
  );
}

/** Workflow commands of GitHub Actions, one per line. */
export function formatGithub(report: Report): string {
  const { files, imports } = report.coverage;
  const lines = problemsOf(report).map(
    ({ rule, file, line, column, message, level }) =>
      `::${level} file=${property(file)},line=${line},col=${column},title=${property(rule)}::${data(message)}`,
  );
  return [...lines, `boundary-lint checked ${files} files, ${imports} imports: ${lines.length} found.`].join('\n');
}

const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A code quality report of GitLab. The fingerprint leaves the line out, so that a finding keeps it when it moves. */
export function formatGitlab(report: Report): string {
  const seen = new Map<string, number>();
  return JSON.stringify(
    problemsOf(report).map(({ rule, file, line, message, level }) => {
      const key = `${rule}\0${file}\0${message}`;
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      return {
        description: message,
        check_name: rule,
        fingerprint: createHash('sha1').update(`${key}\0${nth}`).digest('hex'),
        severity: level === 'error' ? 'critical' : 'minor',
        location: { path: file, lines: { begin: line } },
      };
    }),
    undefined,
    2,
  );
}
