import type { Coverage, Report } from './report.js';

/** The formats of a report. */
export const FORMATS = { text: formatText, json: formatJson };

function formatJson(report: Report): string {
  return JSON.stringify(report, undefined, 2);
}

function formatText({ violations, unanalysable, coverage }: Report): string {
  const found = [
    ...violations.map(({ file, line, column, rule, message }) => `${file}:${line}:${column}  ${rule}\n  ${message}\n`),
    ...unanalysable.map(({ file, line, column, message }) => `${file}:${line}:${column}  unanalysable\n  ${message}\n`),
  ];
  const verdict =
    found.length === 0 ? 'No boundary is crossed.' : `${count(found.length, 'breach', 'breaches')} found.`;
  return [...found, `${verdict} ${coverageLine(coverage)}`].join('\n');
}

function coverageLine({ files, imports, unresolved, unanalysable }: Coverage): string {
  return `Checked ${count(files, 'file')}, ${count(imports, 'import')}; ${unresolved} unresolved, ${unanalysable} unanalysable.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
