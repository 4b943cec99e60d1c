import { printable } from '@multilith/runtime/observe';
import type { DestinationStream } from 'pino';
import type { ErrorFields } from './error-fields.js';

/** Pino's numeric levels. */
const LEVELS: Readonly<Record<number, readonly [name: string, colour: number]>> = {
  10: ['TRACE', 90],
  20: ['DEBUG', 34],
  30: ['INFO', 32],
  40: ['WARN', 33],
  50: ['ERROR', 31],
  60: ['FATAL', 41],
};
const GREY = 90;
const INDENT = '    ';

interface Line {
  readonly level: number;
  readonly time: string;
  readonly msg: string;
  readonly logger?: string;
  readonly err?: ErrorFields;
  readonly stack?: string;
  readonly [field: string]: unknown;
}

/** Fields that have their own place, or are not shown: the supervisor's log shows the host before each line. */
const PLACED_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'time',
  'host',
  'pid',
  'msg',
  'logger',
  'err',
  'stack',
  'context',
  'trace',
]);

/**
 * Writes JSON lines as text for people: time, level, logger and message, then fields as `name=value`, the trace last,
 * and errors below, indented. An event begins exactly one line, whatever its texts contain.
 */
export const textLines = (out: DestinationStream, colours: boolean): DestinationStream => ({
  write: (json) => out.write(textLine(JSON.parse(json) as Line, colours)),
});

/** @param line a line of the log; its `time` is ISO 8601 */
export function textLine(line: Line, colours: boolean): string {
  const paint = (colour: number, text: string): string => (colours && text ? `\x1b[${colour}m${text}\x1b[0m` : text);
  const [level, colour] = LEVELS[line.level] ?? [String(line.level), GREY];
  const fields = [...fieldsOf(line), ...(line['trace'] === undefined ? [] : [field('trace', line['trace'])])].join(' ');
  const logger = line.logger === undefined ? '' : `[${printable(line.logger)}] `;
  const head = `[${clock(line.time)}] ${paint(colour, level)}: ${logger}${printable(line.msg)}`;
  const below = [...(line.err ? errorLines(line.err, '') : []), ...(line.stack === undefined ? [] : [line.stack])];
  return `${[fields ? `${head} ${paint(GREY, fields)}` : head, ...below.map((text) => INDENT + indented(text))].join('\n')}\n`;
}

function fieldsOf(line: Line): string[] {
  // The name of a message already begins with its context.
  const { context, message } = line;
  const told = typeof message === 'string' && message.startsWith(`${String(context)}.`);
  return [
    ...(context === undefined || told ? [] : [field('context', context)]),
    ...Object.entries(line).flatMap(([name, value]) => (PLACED_FIELDS.has(name) ? [] : [field(name, value)])),
  ];
}

/** Formats a field, with quotes if the value could be misread. */
function field(name: string, value: unknown): string {
  const plain = typeof value === 'string' ? /^[\w.:/@#+,-]+$/.test(value) : typeof value !== 'object' || value === null;
  return printable(`${name}=${plain ? String(value) : JSON.stringify(value)}`);
}

function errorLines(error: ErrorFields, label: string): string[] {
  const { type, message, stack, cause, errors, ...facts } = error;
  const told = Object.entries(facts).map(([name, value]) => field(name, value));
  return [
    `${label}${stack ?? `${type}: ${message}`}`,
    ...(told.length > 0 ? [`${INDENT}${told.join(' ')}`] : []),
    ...(errors ?? []).flatMap((each) => errorLines(each, 'one of: ')),
    ...(cause ? errorLines(cause, 'caused by: ') : []),
  ];
}

/** Indents every line of a stack, so that none can be mistaken for the first line of an event. */
const indented = (text: string): string => text.split('\n').map(printable).join(`\n${INDENT}`);

/** Returns the local time of day, which people compare with a clock. */
function clock(time: string): string {
  const at = new Date(time);
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
