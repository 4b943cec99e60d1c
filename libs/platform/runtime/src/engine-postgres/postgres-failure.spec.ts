import { expect, it } from 'vitest';
import { RuntimeError } from '../errors/runtime-error.js';
import { postgresFailureKind } from './postgres-failure.js';

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

it.each([
  ['a deadlock', coded('40P01'), 'contention'],
  [
    'a deadlock that the handler swallowed',
    new RuntimeError('TRANSACTION_ABORTED', '', '', { cause: coded('40P01') }),
    'contention',
  ],
  ['a server that shuts down', coded('57P01'), 'infrastructure'],
  [
    'a driver error inside an ORM error',
    Object.assign(new Error('x'), { driverError: coded('57P01') }),
    'infrastructure',
  ],
  ['a pool without free connections', new RuntimeError('POOL_EXHAUSTED', '', ''), 'infrastructure'],
  ['a lost connection', new Error('Connection terminated unexpectedly'), 'infrastructure'],
  ['a violated constraint', coded('23505'), 'handler'],
  ['an error of the module', new Error('no'), 'handler'],
  ['something that is no error', 'no', 'handler'],
  [
    'a transaction left idle for too long',
    new RuntimeError('CONNECTION_LOST', '', '', { cause: coded('25P03') }),
    'handler',
  ],
])('knows whose fault %s is', (_what, error, kind) => {
  expect(postgresFailureKind(error, true)).toBe(kind);
});

it('takes a network error for the database’s only where the store itself met it', () => {
  expect(postgresFailureKind(coded('ECONNREFUSED'), true)).toBe('handler');
  expect(postgresFailureKind(coded('ECONNREFUSED'), false)).toBe('infrastructure');
});
