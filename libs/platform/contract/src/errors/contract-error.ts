import { z } from 'zod';
import type { LockedError } from '../lock/contract-lock.js';
import { contextOf } from '../messages/context-of.js';
import { ownCopy } from '../messages/own-copy.js';
import { compiledSchema } from '../wire/compiled-schema.js';
import { unfaithfulPart } from '../wire/unfaithful.js';
import { brand, brandDeclared } from './brand.js';
import { InvalidMessageError } from './invalid-message.error.js';

/** Definition of a contract error class; read it with {@link errorDefinitionOf}. */
export interface ContractErrorDefinition {
  /** `<context>.<Name>`; also the stable `code` that clients see. */
  readonly code: string;
  readonly context: string;
  readonly data: z.ZodObject;
  /** Holds the lock's entry once `contract()` was given a lock. */
  readonly locked: { entry?: LockedError | undefined };
}

/** Options of {@link contractError}. */
export interface ContractErrorSpec<Data extends z.ZodObject> {
  /** Schema of the data that the error carries. Default: no data. */
  readonly data?: Data;
  /** What happened, for people. The client sees this text unchanged, so it must not contain internals. */
  readonly message: string | ((data: z.output<Data>) => string);
}

/** Base of every contract error. `instanceof` holds for the caller wherever the handler ran, and across copies of packages. */
export abstract class ContractError extends Error {
  static {
    brand(this, 'contract.ContractError');
  }
  /** Stable code, `<context>.<Name>`. */
  declare readonly code: string;
  /** Data of the error, as its schema describes. */
  declare readonly data: unknown;
}

/** A class made by `contractError()`, or a subclass of one. */
export interface ContractErrorClass {
  new (data: never): ContractError;
  readonly name: string;
}

/** The base class `contractError()` returns. */
export interface ContractErrorBase<Data extends z.ZodObject> {
  new (
    ...args: Record<string, never> extends z.input<Data> ? [data?: z.input<Data>] : [data: z.input<Data>]
  ): ContractError & { readonly data: Readonly<z.output<Data>> };
}

const DEFINITION = Symbol.for('multilith.contract.error');

/**
 * Declares an error that is part of a contract: a refusal that callers can expect and handle.
 *
 * @example
 * export class UnknownCustomer extends contractError('orders.UnknownCustomer', {
 *   data: z.object({ customerId: CustomerId }),
 *   message: ({ customerId }) => `There is no customer ${customerId}.`,
 * }) {}
 *
 * throw new UnknownCustomer({ customerId });
 *
 * @throws DefinitionError if the code does not have the form `<context>.<Name>`
 */
export function contractError<Data extends z.ZodObject = z.ZodObject<Record<never, never>>>(
  code: string,
  spec: ContractErrorSpec<Data>,
): ContractErrorBase<Data> {
  const schema = (spec.data ?? z.object({})) as Data;
  const context = contextOf(code, 'A contract error');
  class DeclaredError extends ContractError {
    override readonly code = code;
    override readonly data: Readonly<z.output<Data>>;

    constructor(data?: unknown) {
      const parsed = compiledSchema(schema).safeParse(data ?? {});
      if (!parsed.success) throw InvalidMessageError.from(code, parsed.error, data, new.target);
      const part = unfaithfulPart(parsed.data);
      if (part) throw InvalidMessageError.unfaithful(code, part, data, new.target);
      super(typeof spec.message === 'string' ? spec.message : spec.message(parsed.data));
      this.name = code;
      this.data = ownCopy(parsed.data);
    }
  }
  const definition: ContractErrorDefinition = { code, context, data: schema, locked: {} };
  Object.defineProperty(DeclaredError, DEFINITION, { value: Object.freeze(definition) });
  brandDeclared(DeclaredError, `error.${code}`);
  return DeclaredError as unknown as ContractErrorBase<Data>;
}

/** Returns the definition of a contract error, given its class or an instance; `undefined` for anything else. */
export function errorDefinitionOf(error: unknown): ContractErrorDefinition | undefined {
  if (typeof error === 'function') return (error as never)[DEFINITION];
  return error instanceof ContractError ? (error.constructor as never)[DEFINITION] : undefined;
}
