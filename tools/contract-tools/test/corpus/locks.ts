import { command, contract, contractError, event, query, type MessageClass } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { z } from 'zod';
import { lockOf, type LockResult } from '../../src/lock/lock-of.js';

/**
 * Makes the lock of a contract that has one schema in every place: as answer of `Tell`, and if it is an object as input of
 * `Ask`, as payload of `Happened` and as data of the error `Failed`.
 */
export const lockWith = (schema: z.ZodType, previous?: ContractLock, context = 'corpus'): LockResult =>
  lockOfMessages(messagesWith(schema, context), previous, context);

/** Makes the lock of a contract with these messages, after an earlier lock. */
export const lockOfMessages = (
  messages: readonly MessageClass[],
  previous?: ContractLock,
  context = 'corpus',
): LockResult =>
  lockOf({
    context,
    contract: contract(context, messages),
    names: new Map(),
    previous,
    published: undefined,
  });

function messagesWith(schema: z.ZodType, context: string): MessageClass[] {
  const isObject = schema instanceof z.ZodObject;
  const errors = isObject
    ? [class extends contractError(`${context}.Failed`, { data: schema, message: () => '' }) {}]
    : [];
  const tell = query(`${context}.Tell`, { input: z.object({}), output: schema, errors, access: 'public' });
  if (!isObject) return [tell];
  return [
    tell,
    command(`${context}.Ask`, { input: schema, access: 'public' }),
    event(`${context}.Happened`, { payload: schema, key: () => 'key' }),
  ];
}
