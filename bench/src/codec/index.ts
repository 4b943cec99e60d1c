import { decodeOutput, encodeMessage, encodeOutput, lockedVersionOf, query, type JsonValue } from '@multilith/contract';
import { decodeMessageProtobuf, decodeOutputProtobuf, protobufCodecOf } from '@multilith/contract/protobuf';
import { z } from 'zod';
import { median, table } from '../report/table.js';
import { race } from './race.js';
import { SAMPLES, type Sample } from './samples.js';

/** Times of one sample in microseconds of CPU. */
interface Times {
  readonly sample: Sample;
  readonly sizes: string;
  readonly decode: readonly [base: number, json: number, protobuf: number, ready: number];
  readonly encode: readonly [base: number, protobuf: number];
}

/**
 * Measures how the content of messages and answers is decoded and validated, and encoded. "ready" is protobuf decoded into
 * what a handler or caller gets: a message of its class, frozen throughout, or the answer.
 */
export function codec(): Promise<string> {
  const times = SAMPLES.map(measure);
  const ratio = (part: 'decode' | 'encode', i: number): string =>
    middle(times.map((time) => time[part][0] / time[part][i]!)).toFixed(1);
  const rows = times.map(({ sample, sizes, decode, encode }) => [
    sample.name,
    sizes,
    ...withRatios(decode),
    ...withRatios(encode),
  ]);
  const head = ['', 'bytes', 'parse', 'JSON', '', 'protobuf', '', 'ready', '', 'stringify', 'protobuf', ''];
  const goals = [
    `median: JSON ${ratio('decode', 1)} times parse (goal 2), protobuf ${ratio('decode', 2)} times (goal 5), ready ${ratio('decode', 3)} times;`,
    `protobuf ${ratio('encode', 1)} times stringify (goal 2)`,
  ];
  return Promise.resolve(
    `Codec, µs of CPU: decode and validate (parse: JSON.parse and schema.parse), then encode\n\n${table(head, rows)}\n\n${goals.join(' ')}`,
  );
}

/** The median; the mean of the two in the middle. */
function middle(figures: readonly number[]): number {
  return (median(figures) - median(figures.map((figure) => -figure))) / 2;
}

const withRatios = ([base, ...others]: readonly number[]): string[] => [
  base!.toFixed(2),
  ...others.flatMap((time) => [time.toFixed(2), `${(base! / time).toFixed(1)} ×`]),
];

function measure(sample: Sample): Times {
  const { type, part, schema, value, withDates } = sample;
  const isMessage = part === 'message';
  const { input, output } = lockedVersionOf(type)!;
  const protobuf = protobufCodecOf(schema, isMessage ? { shape: input } : output!);
  const json = JSON.stringify(isMessage ? encodeMessage(value as object) : encodeOutput(type, value));
  const bytes = protobuf.encode(value);
  /** Decodes the content alone, as `parse` does. */
  class Ask extends query('bench.Ask', { input: z.object({}), output: schema, access: 'public' }) {}
  const parsed = (): JsonValue => JSON.parse(json) as JsonValue;
  const [base, ours, theirs, ready, stringify, encode] = race([
    () => schema.parse(withDates(parsed() as never)),
    () => decodeOutput(Ask, parsed()),
    () => protobuf.decode(bytes),
    isMessage ? () => decodeMessageProtobuf(type, bytes) : () => decodeOutputProtobuf(type, bytes),
    () => JSON.stringify(value),
    () => protobuf.encode(value),
  ]);
  return {
    sample,
    sizes: `${json.length}/${bytes.length}`,
    decode: [base!, ours!, theirs!, ready!],
    encode: [stringify!, encode!],
  };
}
