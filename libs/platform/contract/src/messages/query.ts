import type { Query } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { EarlierClasses } from '../versions/earlier-versions.js';
import { requestBase, type RequestSpec } from './command.js';
import type { InputOf } from './message.js';

/** The base class `query()` returns. Its instances are typed for the stock `QueryBus`. */
export interface QueryBase<Input extends z.ZodObject, Output extends z.ZodType> {
  /** @throws InvalidMessageError if the input does not fit the schema */
  new (input: InputOf<Input>): Readonly<z.output<Input>> & Query<z.output<Output>>;
}

/**
 * Declares a query: a request that reads the state of the context it names and changes nothing.
 *
 * @example
 * export class GetPrices extends query('catalog.GetPrices', {
 *   input: z.object({ skus: z.array(Sku).max(500) }),
 *   output: z.array(Price),
 *   access: 'public',
 * }) {}
 *
 * @throws DefinitionError if the name does not have the form `<context>.<Name>`
 */
export function query<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  Earlier extends EarlierClasses = Record<never, never>,
>(name: string, spec: RequestSpec<Input, Output, Earlier> & { readonly output: Output }): QueryBase<Input, Output> {
  return requestBase('query', name, spec) as unknown as QueryBase<Input, Output>;
}
