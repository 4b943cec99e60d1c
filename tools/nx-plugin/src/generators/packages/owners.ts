import { readText, type WorkspaceFiles } from '../workspace-files.js';

const FILE = 'CODEOWNERS';
const OWNED = /^\/libs\/modules\/([^/\s]+)\/\s/;

const TEAM = /\s@([\w-]+)\//;

/**
 * Gives contract and module of a context to the team of its name, in the list of contexts where it belongs by name. The
 * organisation is the one of the other teams. A workspace without CODEOWNERS, or without a team in it, stays without.
 */
export function addOwner(files: WorkspaceFiles, context: string): void {
  const [, organisation] = TEAM.exec(files.read(FILE, 'utf8') ?? '') ?? [];
  if (organisation === undefined) return;
  const lines = readText(files, FILE).split('\n');
  const row = (kind: string): string => `${`/libs/${kind}/${context}/`.padEnd(29)} @${organisation}/${context}`;
  const before = lines.findLastIndex((line) => (OWNED.exec(line)?.[1] ?? '~') < context);
  const first = lines.findIndex(
    (line) => line.startsWith('/libs/contracts/') && !line.startsWith('/libs/contracts/shared/'),
  );
  lines.splice(before >= 0 ? before + 1 : first >= 0 ? first : lines.length, 0, row('contracts'), row('modules'));
  files.write(FILE, lines.join('\n'));
}
