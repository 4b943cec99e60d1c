import {
  decodeOutput,
  definitionOf,
  encodeOutput,
  ownOutput,
  query,
  type JsonValue,
  type MessageClass,
} from '@multilith/contract';
import { shapeOf, type Slot } from '@multilith/contract/lock';
import fc from 'fast-check';
import { z } from 'zod';
import { isWhole, jsonOf } from './json-values.js';

/** What one deployment makes of a schema: it reads JSON with it and writes JSON with it, as the runtime does. */
export class Side {
  readonly slot: Slot;
  readonly #type: MessageClass;

  constructor(schema: z.ZodType) {
    this.slot = shapeOf(schema);
    this.#type = class extends query('corpus.Exchange', { input: z.object({}), output: schema, access: 'public' }) {};
  }

  /** Whether it reads a JSON value. */
  reads(json: JsonValue): boolean {
    try {
      decodeOutput(this.#type, json);
      return true;
    } catch {
      return false;
    }
  }

  /** Returns what it writes for a value that it has read. */
  rewrites(json: JsonValue): JsonValue {
    return encodeOutput(this.#type, ownOutput(this.#type, decodeOutput(this.#type, json))) ?? null;
  }

  /** Returns the value that it reads from JSON, for another form. */
  value(json: JsonValue): unknown {
    return decodeOutput(this.#type, json);
  }

  /** Returns the JSON of a value that it has read. */
  json(value: unknown): JsonValue {
    return encodeOutput(this.#type, value) ?? null;
  }

  /** Returns values that it may write: `accepted` is all that it reads, `written` what it makes of that. */
  values(kind: 'accepted' | 'written', count: number, seed: number): readonly JsonValue[] {
    if (isVoid(this.#type)) return [null];
    const accepted = fc
      .sample(jsonOf(this.slot), { numRuns: count, seed })
      .filter((json) => isWhole(json) && this.reads(json));
    return kind === 'accepted' ? accepted : accepted.map((json) => this.rewrites(json));
  }
}

const isVoid = (type: MessageClass): boolean => definitionOf(type)!.output instanceof z.ZodVoid;
