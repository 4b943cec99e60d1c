import { decodeMessage, decodeOutput, encodeMessage, encodeOutput, InvalidMessageError } from '@multilith/contract';
import {
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from '@multilith/contract/protobuf';
import { z } from 'zod';
import { SAMPLES, type Sample } from '../codec/samples.js';
import { mutate, randomOf } from './mutate.js';

/** Totals of a run. */
export interface FuzzResult {
  readonly decoded: number;
  readonly refused: number;
  /** Maximum time of one decoding, in milliseconds of CPU, and the size of its input in bytes. */
  readonly slowest: { readonly milliseconds: number; readonly size: number };
  /** Maximum memory in use, in megabytes. */
  readonly memory: number;
}

interface Target {
  readonly name: string;
  readonly seed: Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

const text = new TextEncoder();
const decoder = new TextDecoder();

function targetsOf({ name, type, part, value }: Sample): Target[] {
  const isMessage = part === 'message';
  const parse = (bytes: Uint8Array): never => JSON.parse(decoder.decode(bytes)) as never;
  const json = JSON.stringify(isMessage ? encodeMessage(value as object) : encodeOutput(type, value));
  return [
    {
      name: `${name}, protobuf`,
      seed: isMessage ? encodeMessageProtobuf(value as object) : encodeOutputProtobuf(type, value),
      decode: (bytes) => (isMessage ? decodeMessageProtobuf(type, bytes) : decodeOutputProtobuf(type, bytes)),
    },
    {
      name: `${name}, JSON`,
      seed: text.encode(json),
      decode: (bytes) => (isMessage ? decodeMessage(type, parse(bytes)) : decodeOutput(type, parse(bytes))),
    },
  ];
}

/** Whether decoders may throw an error. `JSON.parse` is called by transports and throws SyntaxError. */
const isExpected = (error: unknown): boolean =>
  error instanceof InvalidMessageError || error instanceof z.ZodError || error instanceof SyntaxError;

/**
 * Decodes changed and random bytes for some seconds.
 *
 * @throws Error that names seed and bytes if a decoder throws anything but its typed errors
 */
export function fuzzCodec(seconds: number, seed: number): FuzzResult {
  const random = randomOf(seed);
  const targets = SAMPLES.flatMap(targetsOf);
  const end = performance.now() + seconds * 1000;
  let [decoded, refused, memory] = [0, 0, 0];
  let slowest = { milliseconds: 0, size: 0 };
  for (let i = 0; performance.now() < end; i++) {
    const target = targets[i % targets.length]!;
    const bytes = mutate(target.seed, random);
    const started = process.cpuUsage();
    try {
      target.decode(bytes);
      decoded++;
    } catch (error) {
      if (!isExpected(error)) throw unexpected(target, seed, bytes, error);
      refused++;
    }
    const { user, system } = process.cpuUsage(started);
    const milliseconds = (user + system) / 1000;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, size: bytes.length };
    if (i % 100 === 0) memory = Math.max(memory, process.memoryUsage().rss / 2 ** 20);
  }
  return { decoded, refused, slowest, memory };
}

function unexpected(target: Target, seed: number, bytes: Uint8Array, cause: unknown): Error {
  const shown = Buffer.from(bytes.subarray(0, 2000)).toString('hex');
  return new Error(`${target.name} threw ${String(cause)} with seed ${seed} for ${bytes.length} bytes: ${shown}`, {
    cause,
  });
}
