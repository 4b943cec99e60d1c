import type { Scene } from '../rules/scene.js';
import { formatGithub, formatGitlab, formatSarif } from './machine-formats.js';
import { formatMermaid } from './mermaid.js';
import type { Coverage, Report, Violation } from './report.js';
import { inLine, printable } from './shown.js';

/** Writes a report; only diagrams need the scene. */
export type Format = (report: Report, scene: Scene) => string;

/** The formats of a report. */
export const FORMATS: Readonly<Record<'text' | 'json' | 'sarif' | 'github' | 'gitlab' | 'mermaid', Format>> = {
  text: formatText,
  json: (report) => JSON.stringify(report, undefined, 2),
  sarif: formatSarif,
  github: formatGithub,
  gitlab: formatGitlab,
  mermaid: formatMermaid,
};

function formatText({ violations, warnings, unanalysable, coverage, letThrough = 0 }: Report): string {
  const shown = [
    ...warnings.map((warning) => paragraph(warning, 'warning: ')),
    ...violations.map((violation) => paragraph(violation)),
    ...unanalysable.map(
      ({ file, line, column, message }) => `${inLine(file)}:${line}:${column}  unanalysable\n  ${message}\n`,
    ),
  ];
  const breaches = violations.length + unanalysable.length;
  const verdict = [
    breaches > 0
      ? `${count(breaches, 'breach', 'breaches')} found.`
      : letThrough > 0
        ? 'No boundary is newly crossed.'
        : 'No boundary is crossed.',
    ...(letThrough > 0 ? [`The baseline lets ${letThrough} pass.`] : []),
    ...(warnings.length > 0 ? [`${count(warnings.length, 'warning')}.`] : []),
  ];
  return printable([...shown, `${verdict.join(' ')} ${coverageLine(coverage)}`].join('\n'));
}

function paragraph({ file, line, column, rule, source, message, proposal }: Violation, level = ''): string {
  const lines = [`${inLine(file)}:${line}:${column}  ${level}${rule}`];
  if (source) lines.push(`  ${line} | ${source}`);
  lines.push(`  ${message}`);
  if (proposal) lines.push(`  ${proposal}`);
  return `${lines.join('\n')}\n`;
}

function coverageLine({ files, imports, unresolved, unanalysable }: Coverage): string {
  return `Checked ${count(files, 'file')}, ${count(imports, 'import')}; ${unresolved} unresolved, ${unanalysable} unanalysable.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
