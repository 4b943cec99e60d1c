import { formOf, protobufCodecOf } from '@multilith/contract/protobuf';
import type { Slot } from '@multilith/contract/lock';
import type { JsonValue } from '@multilith/contract';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareForProtobuf } from '../src/compat/messages/wire.js';
import { compareSlots } from '../src/compat/reading/compare-slots.js';
import { readable } from '../src/compat/reading/reading.js';
import { Side } from './corpus/exchange.js';
import { corpus } from './corpus/index.js';
import { lockWith } from './corpus/locks.js';

const VALUES = 80;

/** What a reader makes of the bytes of a writer: another thing than of its JSON counts as misread. */
type Outcome = 'refused' | 'misread' | 'read';

/** A deployment that reads and writes protobuf with the numbers of its lock. */
class ProtobufSide extends Side {
  readonly #codec: ReturnType<typeof protobufCodecOf>;

  constructor(schema: z.ZodType, locked: Slot) {
    super(schema);
    this.#codec = protobufCodecOf(schema, locked);
  }

  bytes(json: JsonValue): Uint8Array {
    return this.#codec.encode(this.value(json));
  }

  outcome(bytes: Uint8Array, json: JsonValue): Outcome {
    let found: JsonValue;
    try {
      found = this.json(this.#codec.decode(bytes));
    } catch {
      return 'refused';
    }
    return this.reads(json) && isDeepStrictEqual(found, this.rewrites(json)) ? 'read' : 'misread';
  }
}

const rows = Object.values(corpus)
  .flatMap(({ changes }) => changes)
  .filter(({ before, after }) => !(before instanceof z.ZodVoid) && !(after instanceof z.ZodVoid))
  .map((change) => {
    const old = lockWith(change.before);
    const now = lockWith(change.after, old.lock);
    const slot = ({ lock }: typeof old): Slot => lock.messages['Tell']!.versions['1']!.output!;
    return { ...change, was: slot(old), is: slot(now) };
  })
  .filter(({ was, is }) => [was, is].every((slot) => formOf(slot).faults.length === 0));

describe('what real codecs read', () => {
  it.each(rows.map((row) => [row.change, row] as const))('%s', (_change, row) => {
    const { before, after, was, is, protobuf, blind } = row;
    const [old, now] = [new ProtobufSide(before, was), new ProtobufSide(after, is)];
    const differences = compareForProtobuf(was, is);
    const outcomes: Outcome[] = [];
    for (const [reader, writer, readerIsNew] of [
      [now, old, true],
      [old, now, false],
    ] as const) {
      const written = writer.values('written', VALUES, 7);
      const found = written.map((json) => reader.outcome(writer.bytes(json), json));
      outcomes.push(...found);
      const claim = readable(compareSlots(reader.slot, writer.slot, { readerIsNew, values: 'written' }));
      if (claim && !blind && differences.length === 0) expect(found).not.toContain('refused');
    }
    if (protobuf) expect(outcomes.some((outcome) => outcome !== 'read')).toBe(true);
    expect(differences.length > 0 || !protobuf).toBe(true);
  });
});
