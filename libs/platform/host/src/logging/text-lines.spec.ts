import { ConsoleLogger, Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAtEdge } from '@multilith/runtime';
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

it('holds the fields of a line and, last, the trace by which a client finds it', () => {
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

it('has stack, facts and causes of an error below it', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'one_per_table' });
  logger().error('Could not seat', { table: 4, err: new TypeError('no seat', { cause }) }, 'Hall');
  const [head, first, ...below] = printed.split('\n');
  expect(head).toMatch(new RegExp(`^${CLOCK} ERROR: \\[Hall\\] Could not seat table=4$`));
  expect(first).toBe('    TypeError: no seat');
  expect(below.join('\n')).toMatch(
    / {4}caused by: Error: duplicate key\n( +at .*\n)+ +code=23505 constraint=one_per_table\n$/,
  );
});

it('stays one line for a person: control characters of foreign texts do not reach the terminal', () => {
  const line = { level: 30, time: new Date(0).toISOString(), msg: 'red \x1b[31m and\nthe next' };
  expect(textLine(line, false)).toMatch(new RegExp(String.raw`^${CLOCK} INFO: red \\u001b\[31m and\n {4}the next\n$`));
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

it('takes what Nest and modules pass to a logger of Nest', () => {
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
