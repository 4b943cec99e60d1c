import type { z } from 'zod';
import { hasPersonalParts, hidePersonal, personalValues } from '@multilith/contract';

/** A value that a handler has seen, and the schema that says what in it is personal. */
interface Seen {
  readonly schema: z.ZodType;
  readonly value: unknown;
}

/** The personal parts of what a handler works with: its message, and the answers that it got. */
export class PersonalParts {
  readonly #seen: Seen[] = [];
  #values: string[] | undefined;

  /** Values are looked at only when a text is to be shown. */
  sees(schema: z.ZodType, value: unknown): void {
    this.#seen.push({ schema, value });
    this.#values = undefined;
  }

  /** The text without the personal parts. */
  hide(text: string): string {
    this.#values ??= this.#seen.flatMap(({ schema, value }) => personalValues(schema, value));
    return hidePersonal(text, this.#values);
  }
}

/** Keeps personal parts: the scope of a handler. */
export interface KeepsPersonalParts {
  personal: PersonalParts | undefined;
  /** The handler of the same context that this one was called from; what is seen here is seen there. */
  readonly within: KeepsPersonalParts | undefined;
}

/** Notes a value for the texts that tell of this work and of the work that it is a part of. */
export function notePersonal(work: KeepsPersonalParts, schema: z.ZodType, value: unknown): void {
  if (value === null || value === undefined || !hasPersonalParts(schema)) return;
  for (let each: KeepsPersonalParts | undefined = work; each; each = each.within)
    (each.personal ??= new PersonalParts()).sees(schema, value);
}
