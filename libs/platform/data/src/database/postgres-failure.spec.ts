import { MultilithError } from '@multilith/contract';
import pg from 'pg';
import { expect, it } from 'vitest';
import { postgresFailureKind } from './postgres-failure.js';

const ofServer = (code: string): Error => Object.assign(new pg.DatabaseError(code, 0, 'error'), { code });
const coded = (code: string): Error => Object.assign(new Error(code), { code });

it.each([
  ['a deadlock', ofServer('40P01'), 'contention'],
  [
    'a deadlock that the handler swallowed',
    new MultilithError('TRANSACTION_ABORTED', '', '', { cause: ofServer('40P01') }),
    'contention',
  ],
  ['a server that shuts down', ofServer('57P01'), 'infrastructure'],
  [
    'a driver error inside an ORM error',
    Object.assign(new Error('x'), { driverError: ofServer('57P01') }),
    'infrastructure',
  ],
  ['a pool without free connections', new MultilithError('POOL_EXHAUSTED', '', ''), 'infrastructure'],
  ['a lost connection', new MultilithError('CONNECTION_LOST', '', ''), 'infrastructure'],
  ['a violated constraint', ofServer('23505'), 'handler'],
  ['a connection that the handler itself had to something else', new Error('Connection terminated'), 'handler'],
  ['a code of another server', coded('40001'), 'handler'],
  ['a full disk of another server', coded('53100'), 'handler'],
  ['an error of the module', new Error('no'), 'handler'],
  ['something that is no error', 'no', 'handler'],
  [
    'a transaction left idle for too long',
    new MultilithError('CONNECTION_LOST', '', '', { cause: ofServer('25P03') }),
    'handler',
  ],
])('knows whose fault %s is', (_what, error, kind) => {
  expect(postgresFailureKind(error, true)).toBe(kind);
});

it('takes a network error for the database’s only where the store itself met it', () => {
  expect(postgresFailureKind(coded('ECONNREFUSED'), true)).toBe('handler');
  expect(postgresFailureKind(coded('ECONNREFUSED'), false)).toBe('infrastructure');
  expect(postgresFailureKind(new Error('Connection terminated unexpectedly'), false)).toBe('infrastructure');
});

it('judges what does not let itself be read', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const unreadable = Object.defineProperty(new Error('x'), 'code', {
    get: () => {
      throw new Error('in the getter');
    },
  });
  for (const thrown of [proxy, unreadable, null, undefined])
    for (const fromHandler of [true, false]) expect(postgresFailureKind(thrown, fromHandler)).toBe('handler');
});
