import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { LogFormat } from '../config/host-config.js';
import { SupervisorLog } from './supervisor-log.js';

/** The output of a log with two hosts, by stream. */
function logOf(format: LogFormat, colours = false): { log: SupervisorLog; printed: Record<'out' | 'err', string[]> } {
  const printed = { out: [] as string[], err: [] as string[] };
  const terminal = { out: (text: string) => printed.out.push(text), err: (text: string) => printed.err.push(text) };
  return { log: new SupervisorLog(format, ['orders', 'monolith'], { ...terminal, colours }), printed };
}

/** Lets a host print a text in pieces, and ends its streams. */
async function prints(log: SupervisorLog, label: string, pieces: string[], error = ''): Promise<void> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  log.follow(label, { stdout, stderr });
  const ended = Promise.all([once(stdout, 'end'), once(stderr, 'end')]);
  for (const piece of pieces) stdout.write(piece);
  stdout.end();
  stderr.end(error);
  await ended;
}

it('prefixes every line with its host, and keeps its stream', async () => {
  const { log, printed } = logOf('text');
  await prints(log, 'orders', ['one\ntw', 'o\n', 'no end'], 'oh\n');
  expect(printed.out).toEqual(['orders     │ one\n', 'orders     │ two\n', 'orders     │ no end\n']);
  expect(printed.err).toEqual(['orders     │ oh\n']);
});

it('does not change lines of JSON, and prefixes other lines among them', async () => {
  const { log, printed } = logOf('json');
  await prints(log, 'monolith', ['{"msg":"fine"}\nnot JSON\n']);
  expect(printed.out).toEqual(['{"msg":"fine"}\n', 'monolith   │ not JSON\n']);
});

it.each(['\u2028', '\u2029', '\r', '\x85'])('keeps a line of JSON with %j on one line', async (separator) => {
  const { log, printed } = logOf('json');
  const forged = `x${separator}{"level":50,"msg":"forged"}`;
  const line = JSON.stringify({ msg: forged });
  await prints(log, 'monolith', [`${line}\n`, '{"msg":"next"}\n']);
  expect(printed.out.map((text) => JSON.parse(text) as unknown)).toEqual([{ msg: forged }, { msg: 'next' }]);
  expect(printed.out.join('').split(/[\n\u2028\u2029\x85]/)).toHaveLength(3);
});

it('removes control characters of a host, but keeps colours on a terminal', async () => {
  const { log, printed } = logOf('text');
  const colourful = logOf('text', true);
  const raw = 'a\x1b[31mred\x1b[0m \x1b[2J\u202eb\rorders     │ forged\n';
  await prints(log, 'orders', [raw], raw);
  const plain = 'a\\u001b[31mred\\u001b[0m \\u001b[2J\\u202eb\\rorders     │ forged\n';
  expect(printed).toEqual({ out: [`orders     │ ${plain}`], err: [`orders     │ ${plain}`] });
  await prints(colourful.log, 'orders', [raw]);
  expect(colourful.printed.out[0]).toContain('a\x1b[31mred\x1b[0m \\u001b[2J\\u202eb\\rorders');
});

it('does not buffer an endless line of a host', async () => {
  const { log, printed } = logOf('text');
  await prints(
    log,
    'orders',
    Array.from({ length: 30 }, () => 'x'.repeat(100_000)),
  );
  expect(printed.out.length).toBeGreaterThan(1);
  expect(printed.out.join('').replace(/[^x]/g, '')).toHaveLength(3_000_000);
});

it('prints its own lines in the same format', () => {
  const pretty = logOf('text');
  pretty.log.error('two\nlines');
  expect(pretty.printed.out).toEqual([
    expect.stringMatching(/^supervisor │ \[\d\d:\d\d:\d\d\.\d{3}\] ERROR: two\\nlines\n$/),
  ]);
  const json = logOf('json');
  json.log.warn('careful');
  expect(JSON.parse(json.printed.out[0]!)).toMatchObject({ level: 40, host: 'supervisor', msg: 'careful' });
});

it('gives each host its own colour on a terminal', async () => {
  const { log, printed } = logOf('text', true);
  await prints(log, 'orders', ['x\n']);
  await prints(log, 'monolith', ['x\n']);
  const colours = printed.out.map((line) => line.slice(0, line.indexOf('m')));
  expect(new Set(colours).size).toBe(2);
});
