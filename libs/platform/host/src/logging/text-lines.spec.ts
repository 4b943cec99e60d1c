import { ConsoleLogger, Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAtEdge } from '@multilith/runtime/host';
import { PinoLogger } from './pino-logger.js';
import { textLine } from './text-lines.js';

let printed = '';
const logger = (): PinoLogger =>
  PinoLogger.create({
    level: 'info',
    format: 'text',
    host: 'inn',
    destination: { write: (text) => void (printed += text) },
  });
beforeEach(() => {
  printed = '';
  vi.stubEnv('TZ', 'UTC');
});
afterEach(() => void vi.unstubAllEnvs());

const CLOCK = String.raw`\[\d\d:\d\d:\d\d\.\d{3}\]`;

it('contains the fields of a line and, last, the trace id that clients see', () => {
  const traceId = 'a'.repeat(32);
  runAtEdge({ trace: { traceId, spanId: 'b'.repeat(16) } }, () =>
    logger().warn('A payment was refused', { orderId: 4711, why: 'no "funds"', tries: [1, 2] }, 'Payments'),
  );
  expect(printed).toMatch(
    new RegExp(
      String.raw`^${CLOCK} WARN: \[Payments\] A payment was refused orderId=4711 why="no \\"funds\\"" tries=\[1,2\] trace=${traceId}\n$`,
    ),
  );
});

it('has stack, details and causes of an error below it', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'one_per_table' });
  logger().error('Could not seat', { table: 4, err: new TypeError('no seat', { cause }) }, 'Hall');
  const [head, first, ...below] = printed.split('\n');
  expect(head).toMatch(new RegExp(`^${CLOCK} ERROR: \\[Hall\\] Could not seat table=4$`));
  expect(first).toBe('    TypeError: no seat');
  expect(below.join('\n')).toMatch(
    / {4}caused by: Error: duplicate key\n( +at .*\n)+ +code=23505 constraint=one_per_table\n$/,
  );
});

it('is one line: control characters in data do not reach the terminal', () => {
  const line = { level: 30, time: new Date(0).toISOString(), msg: 'red \x1b[31m and\nthe next' };
  expect(textLine(line, false)).toMatch(new RegExp(String.raw`^${CLOCK} INFO: red \\u001b\[31m and\\nthe next\n$`));
});

const FORGED = '[00:00:00.000] ERROR: [Payments] forged';
/** Data with line separators, colours, a screen clear, and reversed text. */
const HOSTILE = [
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  '\u2029',
  '\x85',
  '\x0b',
  '\x0c',
  '\x1b[2J\x1b[H',
  '\x9b2J',
  '\u202e',
  '\u2066',
  '\ufeff',
];

it.each(HOSTILE)('begins one line for an event whose texts contain %j', (hostile) => {
  const foreign = `x${hostile}${FORGED}`;
  const log = logger();
  log.warn(foreign, { caller: foreign, [foreign]: 1, list: [foreign], nested: { [foreign]: foreign } }, foreign);
  log.error('Failed', { err: Object.assign(new Error(foreign, { cause: foreign }), { name: foreign, code: foreign }) });
  log.error('Failed', foreign, 'Hall');
  // All kinds of line separators.
  // eslint-disable-next-line no-control-regex
  const lines = printed.split(/[\n\r\u2028\u2029\x85\x0b\x0c]/);
  const begun = lines.filter((line) => line !== '' && !line.startsWith('    '));
  expect(begun).toHaveLength(3);
  for (const line of begun) expect(line).toMatch(new RegExp(`^${CLOCK} (?:WARN|ERROR): \\[?(?:x|Failed|Hall)`));
  // eslint-disable-next-line no-control-regex
  expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
});

it.each(HOSTILE)('is also one line of JSON with %j, and keeps the text', (hostile) => {
  const lines: string[] = [];
  const destination = { write: (text: string) => void lines.push(text) };
  const log = PinoLogger.create({ level: 'info', format: 'json', destination });
  log.warn(`x${hostile}y`, { caller: hostile });
  expect(lines).toHaveLength(1);
  // eslint-disable-next-line no-control-regex
  expect(lines[0]).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\n./);
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: `x${hostile}y`, caller: hostile });
});

const throwing = new Proxy(new Error('x'), {
  get: () => {
    throw new Error('no reading');
  },
  getPrototypeOf: () => {
    throw new Error('no questions');
  },
});
const circular: Record<string, unknown> = { message: 'round and round' };
circular['cause'] = circular;
it.each<[string, unknown, RegExp]>([
  ['a text', 'plain trouble', /string: plain trouble/],
  ['nothing', undefined, /Failed\n$/],
  ['a frozen error', Object.freeze(new Error('frozen')), /Error: frozen/],
  ['an object that is its own cause', circular, /Object: round and round/],
  ['an object as its message', { message: { deep: 1 } }, /deep: 1/],
  ['a proxy that refuses to be read', throwing, /ERROR/],
  ['a megabyte', new Error('m'.repeat(2_000_000)), /mmm…/],
  ['an error of several', new AggregateError([new Error('first'), new Error('second')]), /one of: Error: first/],
])('shows %s that was thrown', (_what, thrown, shown) => {
  logger().error('Failed', { err: thrown });
  expect(printed).toMatch(shown);
  expect(printed.length).toBeLessThan(50_000);
});

it("accepts the arguments that Nest and modules pass to Nest's logger", () => {
  Logger.overrideLogger(logger());
  const log = new Logger('Hall');
  log.log({ table: 4, msg: 'seated' });
  log.log('one', 'two');
  log.error('three', 'Error: three\n    at somewhere');
  log.warn({ level: 9, time: 'now' });
  Logger.overrideLogger(new ConsoleLogger());
  expect(printed.replace(new RegExp(CLOCK, 'g'), '-').split('\n')).toEqual([
    '- INFO: [Hall] seated table=4',
    '- INFO: [Hall] one more=["two"]',
    '- ERROR: [Hall] three',
    '    Error: three',
    '        at somewhere',
    '- WARN: [Hall]  level_=9 time_=now',
    '',
  ]);
});
