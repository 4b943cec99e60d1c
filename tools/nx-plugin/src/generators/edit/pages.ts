import type { WorkspaceFiles } from '../workspace-files.js';

/**
 * Adds a row to the table of messages on a contract's page, in the columns that the table has. A page without such a
 * table is left as it is: pages are for people, who may have written theirs otherwise.
 */
export function addMessageRow(
  files: WorkspaceFiles,
  page: string,
  message: { readonly name: string; readonly kind: string; readonly access: string; readonly says: string },
): void {
  const lines = files.read(page, 'utf8')?.split('\n') ?? [];
  const head = lines.findIndex((line) => line.startsWith('| message | kind |'));
  if (head < 0) return;
  const cells = lines[head]!.split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const qualified = cells.includes('access');
  const values: Record<string, string> = {
    message: `\`${qualified ? message.name : message.name.split('.')[1]}\``,
    kind: message.kind,
    access: message.access,
    'who may send it': message.access,
    'what it says': message.says,
    answer: message.says,
  };
  let end = head;
  while (lines[end + 1]?.startsWith('|')) end += 1;
  lines.splice(end + 1, 0, `| ${cells.map((cell) => values[cell] ?? '–').join(' | ')} |`);
  files.write(page, lines.join('\n'));
}

/**
 * Adds a row to the table of earlier versions on a contract's page, which gets one if it has none.
 *
 * @param version.file its file, relative to the page
 */
export function addVersionRow(
  files: WorkspaceFiles,
  page: string,
  version: { readonly message: string; readonly version: number; readonly file: string; readonly change: string },
): void {
  const text = files.read(page, 'utf8');
  if (text === null) return;
  const row = `| \`${version.message}\` | [${version.version}](${version.file}) | ${version.change} |`;
  const lines = text.trimEnd().split('\n');
  let end = lines.findIndex((line) => line.startsWith('| message | version |'));
  if (end < 0)
    lines.push(
      '',
      '## Earlier versions',
      '',
      '| message | version | what the next version changes |',
      '| --- | --- | --- |',
      row,
    );
  else {
    while (lines[end + 1]?.startsWith('|')) end += 1;
    lines.splice(end + 1, 0, row);
  }
  files.write(page, `${lines.join('\n')}\n`);
}

/** The rows of a module's page in their order, with the other names that people give them. */
const ROWS = [
  ['owns'],
  ['commands'],
  ['queries'],
  ['publishes'],
  ['subscribes'],
  ['calls'],
  ['API', 'GraphQL'],
] as const;

/**
 * Adds to a row of the table on a module's page, like `commands`; inserts the row where it belongs if it is missing.
 *
 * @param separator what stands between the parts of the row; remarks after a semicolon stay behind them
 */
export function addToRow(
  files: WorkspaceFiles,
  page: string,
  row: (typeof ROWS)[number][0],
  text: string,
  separator = ', ',
): void {
  const lines = files.read(page, 'utf8')?.split('\n') ?? [];
  const find = (names: readonly string[]): number => lines.findIndex((line) => names.includes(rowName(line) ?? ''));
  const index = ROWS.findIndex(([name]) => name === row);
  const found = find(ROWS[index]!);
  if (found >= 0) {
    const [, name, value] = /^\| (.+?) \| (.*) \|$/.exec(lines[found]!)!;
    const [list, ...remarks] = separator === ', ' ? value!.split('; ') : [value!];
    lines[found] =
      `| ${name} | ${value === 'nothing' ? text : [`${list}${separator}${text}`, ...remarks].join('; ')} |`;
  } else {
    let before = Math.max(...ROWS.slice(0, index).map(find));
    if (before < 0) return;
    // A row may go on in the next line.
    while (lines[before + 1]?.startsWith('| |')) before += 1;
    lines.splice(before + 1, 0, `| ${row} | ${text} |`);
  }
  files.write(page, lines.join('\n'));
}

/** Adds an event to what the page of a module says of one of its subscriptions, in front of its other events. */
export function addEventToSubscription(files: WorkspaceFiles, page: string, subscription: string, event: string): void {
  const lines = files.read(page, 'utf8')?.split('\n') ?? [];
  const row = lines.findIndex((line) => rowName(line) === 'subscribes');
  const name = `\`${subscription}\``;
  const at = lines[row]?.indexOf(name) ?? -1;
  const colon = lines[row]?.indexOf(': ', at) ?? -1;
  if (at < 0 || colon < 0) return addToRow(files, page, 'subscribes', `${name}: \`${event}\``, '; ');
  lines[row] = `${lines[row]!.slice(0, colon)}: \`${event}\`,${lines[row]!.slice(colon + 1)}`;
  files.write(page, lines.join('\n'));
}

const rowName = (line: string): string | undefined => /^\| \**([A-Za-z]+)\** \|/.exec(line)?.[1];
