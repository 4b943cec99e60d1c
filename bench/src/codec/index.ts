import { decodeMessage, decodeOutput, encodeMessage, encodeOutput, type JsonValue } from '@multilith/contract';
import {
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from '@multilith/contract/protobuf';
import { median, table } from '../report/table.js';
import { race } from './race.js';
import { SAMPLES, type Sample } from './samples.js';

/** Times of one sample in microseconds of CPU. */
interface Times {
  readonly sample: Sample;
  readonly sizes: string;
  readonly decode: readonly [base: number, json: number, protobuf: number];
  readonly encode: readonly [base: number, protobuf: number];
}

/**
 * Measures how messages and answers of the application are decoded and validated, and encoded. What we decode is a
 * message or answer that is ready for use: validated, of its class, frozen if it is a message.
 */
export function codec(): Promise<string> {
  const times = SAMPLES.map(measure);
  const ratios = (part: 'decode' | 'encode', i: number): number =>
    median(times.map((time) => time[part][0] / time[part][i]!));
  const rows = times.map(({ sample, sizes, decode, encode }) => [
    sample.name,
    sizes,
    ...withRatios(decode),
    ...withRatios(encode),
  ]);
  const head = ['', 'bytes', 'parse', 'JSON', '', 'protobuf', '', 'stringify', 'protobuf', ''];
  const goals = [
    `median: JSON ${ratios('decode', 1).toFixed(1)} times parse (goal 2), protobuf ${ratios('decode', 2).toFixed(1)} times (goal 5);`,
    `protobuf ${ratios('encode', 1).toFixed(1)} times stringify (goal 2)`,
  ];
  return Promise.resolve(
    `Codec, µs of CPU: decode and validate (parse: JSON.parse and schema.parse), then encode\n\n${table(head, rows)}\n\n${goals.join(' ')}`,
  );
}

const withRatios = ([base, ...others]: readonly number[]): string[] => [
  base!.toFixed(2),
  ...others.flatMap((time) => [time.toFixed(2), `${(base! / time).toFixed(1)} ×`]),
];

function measure(sample: Sample): Times {
  const { type, part, schema, value, withDates } = sample;
  const isMessage = part === 'message';
  const json = JSON.stringify(isMessage ? encodeMessage(value as object) : encodeOutput(type, value));
  const bytes = isMessage ? encodeMessageProtobuf(value as object) : encodeOutputProtobuf(type, value);
  const parsed = (): JsonValue => JSON.parse(json) as JsonValue;
  const [base, ours, protobuf, stringify, encode] = race([
    () => schema.parse(withDates(parsed() as never)),
    isMessage ? () => decodeMessage(type, parsed()) : () => decodeOutput(type, parsed()),
    isMessage ? () => decodeMessageProtobuf(type, bytes) : () => decodeOutputProtobuf(type, bytes),
    () => JSON.stringify(value),
    isMessage ? () => encodeMessageProtobuf(value as object) : () => encodeOutputProtobuf(type, value),
  ]);
  return {
    sample,
    sizes: `${json.length}/${bytes.length}`,
    decode: [base!, ours!, protobuf!],
    encode: [stringify!, encode!],
  };
}
