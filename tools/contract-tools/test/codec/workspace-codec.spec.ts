import { createFileRegistry, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { JsonValue } from '@multilith/contract';
import type { Slot } from '@multilith/contract/lock';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isWhole, jsonOf } from '../corpus/json-values.js';
import { workspaceContracts, type Travelling } from './workspace-contracts.js';

/** `npm run test:codec` sets 10,000. */
const VALUES = Number(process.env['CODEC_VALUES'] ?? 10);
/** Values that do not fit are left out: of a schema with many rules most do not. */
const MAX_SAMPLES = 20 * VALUES;

const SAMPLES_AT_ONCE = 20;

/** Short lists and texts: long ones have the same form and take most of the time. */
const shortened = (slot: Slot): Slot =>
  JSON.parse(
    JSON.stringify(slot, (key, value: unknown) => {
      if (key === 'maxItems') return Math.min(value as number, 3);
      return key === 'maxLength' ? Math.min(value as number, 60) : value;
    }),
  ) as Slot;

function* valuesOf({ slot, make }: Travelling): Generator<unknown> {
  let made = 0;
  const samples = jsonOf(shortened(slot));
  for (let seed = 1; made < VALUES && seed * SAMPLES_AT_ONCE <= MAX_SAMPLES; seed++)
    for (const json of fc.sample(samples, { numRuns: SAMPLES_AT_ONCE, seed })) {
      if (made === VALUES || !isWhole(json)) continue;
      let value: unknown;
      try {
        value = make(json);
      } catch {
        continue;
      }
      made++;
      yield value;
    }
}

/** Errors are compared by what they carry: their stacks differ. */
const contentOf = (value: unknown): unknown =>
  value instanceof Error ? { ...value, name: value.name, message: value.message } : value;

function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(contentOf(actual), contentOf(expected))) expect(actual).toStrictEqual(expected);
}

function exchange(part: Travelling, descriptor: DescMessage): number {
  let count = 0;
  for (const value of valuesOf(part)) {
    const bytes = part.toProtobuf(value);
    expectSame(part.fromProtobuf(bytes), value);
    expectSame(part.make(JSON.parse(JSON.stringify(part.toJson(value) ?? null)) as JsonValue), value);
    // Another implementation knows every field, and what it writes is read as the same value.
    const theirs = fromBinary(descriptor, bytes);
    expect(theirs.$unknown).toBeUndefined();
    expectSame(part.fromProtobuf(toBinary(descriptor, theirs), true), value);
    count++;
  }
  return count;
}

describe('every contract of this workspace', async () => {
  const contracts = await workspaceContracts();

  it.each(contracts.map((contract) => [contract.name, contract] as const))(
    'carries its values exactly as protobuf, as JSON and through another implementation: %s',
    (_name, { descriptorSet, parts }) => {
      const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
      for (const part of parts) {
        const descriptor = registry.getMessage(part.protobufName);
        expect(descriptor, part.protobufName).toBeDefined();
        expect(exchange(part, descriptor!), part.name).toBeGreaterThan(0);
      }
    },
    3_600_000,
  );
});
