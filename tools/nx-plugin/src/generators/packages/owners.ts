import { readText, type WorkspaceFiles } from '../workspace-files.js';

const FILE = 'CODEOWNERS';
const OWNED = /^\/libs\/modules\/([^/\s]+)\/\s/;

/** Gives contract and module of a context to the team of its name, in the list of contexts where it belongs by name. */
export function addOwner(files: WorkspaceFiles, context: string): void {
  const lines = readText(files, FILE).split('\n');
  const row = (kind: string): string => `${`/libs/${kind}/${context}/`.padEnd(29)} @multilith/${context}`;
  const before = lines.findLastIndex((line) => (OWNED.exec(line)?.[1] ?? '~') < context);
  const first = lines.findIndex(
    (line) => line.startsWith('/libs/contracts/') && !line.startsWith('/libs/contracts/shared/'),
  );
  lines.splice(before >= 0 ? before + 1 : first >= 0 ? first : lines.length, 0, row('contracts'), row('modules'));
  files.write(FILE, lines.join('\n'));
}
