import { aligned, grouped } from '../cli/format.js';
import type { Finding } from './finding.js';

/** The findings for people. */
export function writeFindings(findings: readonly Finding[]): string {
  return findings.map(writeFinding).join('\n');
}

function writeFinding({ rule, holds, figures, offenders, offenderCount }: Finding): string {
  const more = offenderCount - offenders.length;
  const lines = [...offenders, ...(more > 0 ? [`and ${grouped(more)} more`] : [])].map((line) => `  ! ${line}\n`);
  return `${holds ? 'holds ' : 'BROKEN'}  ${rule}\n${aligned(figures, '        ')}\n${lines.join('')}`;
}
