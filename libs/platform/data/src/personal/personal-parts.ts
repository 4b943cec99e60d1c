import type { z } from 'zod';
import { hasPersonalParts, hidePersonal, personalValues } from '@multilith/contract';

/** A value that a handler has seen, with the schema that marks its personal data. */
interface Seen {
  readonly schema: z.ZodType;
  readonly value: unknown;
}

/** The personal data of a handler: in its message and in the answers that it received. */
export class PersonalParts {
  readonly #seen: Seen[] = [];
  #values: string[] | undefined;

  /** Adds a value. It is inspected only when a text is redacted. */
  sees(schema: z.ZodType, value: unknown): void {
    this.#seen.push({ schema, value });
    this.#values = undefined;
  }

  /** Returns the text without the personal data. */
  hide(text: string): string {
    this.#values ??= this.#seen.flatMap(({ schema, value }) => personalValues(schema, value));
    return hidePersonal(text, this.#values);
  }
}

/** Implemented by the scope of a handler, which keeps its personal data. */
export interface KeepsPersonalParts {
  personal: PersonalParts | undefined;
  /** The calling handler in the same context, which also gets the personal data seen here. */
  readonly within: KeepsPersonalParts | undefined;
}

/** Adds a value for the redaction of texts about this work and the work that contains it. */
export function notePersonal(work: KeepsPersonalParts, schema: z.ZodType, value: unknown): void {
  if (value === null || value === undefined || !hasPersonalParts(schema)) return;
  for (let each: KeepsPersonalParts | undefined = work; each; each = each.within)
    (each.personal ??= new PersonalParts()).sees(schema, value);
}
