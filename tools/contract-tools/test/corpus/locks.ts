import { command, contract, contractError, event, query, type MessageClass } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { z } from 'zod';
import { lockOf, type LockResult } from '../../src/lock/lock-of.js';

/**
 * Makes the lock of a contract that has one schema in every place: as answer of `Tell`, and if it is an object as input of
 * `Ask`, as payload of `Happened` and as data of the error `Failed`.
 */
export const lockWith = (schema: z.ZodType, previous?: ContractLock): LockResult =>
  lockOfMessages(messagesWith(schema), previous);

/** Makes the lock of a contract `corpus` with these messages, after an earlier lock. */
export const lockOfMessages = (messages: readonly MessageClass[], previous?: ContractLock): LockResult =>
  lockOf({
    context: 'corpus',
    contract: contract('corpus', messages),
    names: new Map(),
    previous,
    published: undefined,
  });

function messagesWith(schema: z.ZodType): MessageClass[] {
  const isObject = schema instanceof z.ZodObject;
  const errors = isObject ? [class extends contractError('corpus.Failed', { data: schema, message: () => '' }) {}] : [];
  const tell = query('corpus.Tell', { input: z.object({}), output: schema, errors, access: 'public' });
  if (!isObject) return [tell];
  return [
    tell,
    command('corpus.Ask', { input: schema, access: 'public' }),
    event('corpus.Happened', { payload: schema, key: () => 'key' }),
  ];
}
