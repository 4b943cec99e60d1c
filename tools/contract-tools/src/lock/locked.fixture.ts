import { command, contract, type Contract, type MessageClass } from '@multilith/contract';
import type { ContractLock, ObjectShape, Shape } from '@multilith/contract/lock';
import { expect } from 'vitest';
import { z } from 'zod';
import { lockOf, type LockResult } from './lock-of.js';

export type Fields = Record<string, z.ZodType>;
type Names = Record<string, z.ZodType>;

export const OPTIONS = { access: 'public' } as const;
const namesOf = (names: Names): Map<z.ZodType, string> =>
  new Map(Object.entries(names).map(([name, schema]) => [schema, name]));

export interface Earlier {
  readonly names?: Names;
  readonly previous?: ContractLock;
  readonly published?: ContractLock;
}
export const locked = (subject: Contract, { names = {}, previous, published }: Earlier = {}): LockResult =>
  lockOf({ context: subject.name, contract: subject, names: namesOf(names), previous, published });

export const placeOrder = (fields: Fields, output: z.ZodType = z.void()): MessageClass =>
  command('orders.PlaceOrder', { ...OPTIONS, input: z.object(fields), output });
/** The lock of a contract with one command. */
export const lockWith = (fields: Fields, earlier: Earlier = {}): ContractLock => {
  const { lock, faults } = locked(contract('orders', [placeOrder(fields)]), earlier);
  expect(faults).toEqual([]);
  return lock;
};
/** The lock after the fields of a command were changed one time after the other. */
export const lockAfter = (...revisions: Fields[]): ContractLock => {
  let previous: ContractLock | undefined;
  for (const fields of revisions) previous = lockWith(fields, previous && { previous });
  return previous!;
};
export const inputOf = (lock: ContractLock, name = 'PlaceOrder', version = 1): ObjectShape =>
  lock.messages[name]!.versions[version]!.input;
export const numbersOf = (shape: Shape): Record<string, number | undefined> =>
  shape.type === 'object'
    ? Object.fromEntries(Object.entries(shape.fields).map(([name, { number }]) => [name, number]))
    : {};
export const shapeAt = (shape: Shape, name: string): Shape => (shape as ObjectShape).fields[name]!.shape;
