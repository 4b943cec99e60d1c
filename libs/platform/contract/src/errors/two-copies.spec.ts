import { runInThisContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundle } from '../../test/bundle.js';
import * as loaded from '../index.js';

type Copy = typeof loaded;

/** The copy that every spec has. */
const one: Copy = loaded;

/**
 * A second copy, as npm installs it for a dependent that needs another version: the same code with different class
 * objects.
 */
let other: Copy;
beforeAll(async () => {
  const { code } = await bundle([]);
  other = runInThisContext(`${code}; Multilith`) as Copy;
});

/** The classes of a contract, as a package would define them with its copy of this package. */
function contractWith({ contractError, MultilithError }: Copy) {
  class UnknownOrder extends contractError('orders.UnknownOrder', {
    data: z.object({ orderId: z.string() }),
    message: ({ orderId }) => `There is no order ${orderId}.`,
  }) {}
  class LostOrder extends UnknownOrder {}
  class ClosedCustomer extends contractError('orders.ClosedCustomer', { message: 'The account is closed.' }) {}
  class MailError extends MultilithError {}
  return { UnknownOrder, LostOrder, ClosedCustomer, MailError };
}

describe('instanceof with two copies of the package', () => {
  it('starts from two copies', () => {
    expect(one.MultilithError).not.toBe(other.MultilithError);
    expect(Object.create(one.LiveEvents.prototype)).not.toBeInstanceOf(other.LiveEvents);
  });

  it.each<[string, (copy: Copy) => object, keyof Copy]>([
    ['MultilithError', (copy) => new copy.MultilithError('CONFIG_INVALID', 'p', 'r'), 'MultilithError'],
    ['DefinitionError', (copy) => new copy.DefinitionError('p', 'r'), 'DefinitionError'],
    ['DefinitionError as its base', (copy) => new copy.DefinitionError('p', 'r'), 'MultilithError'],
    ['InvalidMessageError', (copy) => new copy.InvalidMessageError('orders.Place', []), 'InvalidMessageError'],
    ['PermanentFailure', (copy) => new copy.PermanentFailure('gone'), 'PermanentFailure'],
    ['a contract error as its base', (copy) => new (contractWith(copy).ClosedCustomer)(), 'ContractError'],
  ])('holds for %s', (_, make, type) => {
    expect(make(one)).toBeInstanceOf(other[type]);
    expect(make(other)).toBeInstanceOf(one[type]);
  });

  it('does not confuse the classes', () => {
    const error = new one.MultilithError('CONFIG_INVALID', 'p', 'r');
    for (const type of [other.DefinitionError, other.InvalidMessageError, other.PermanentFailure, other.ContractError])
      expect(error).not.toBeInstanceOf(type);
    for (const value of [undefined, null, 'text', {}, new Error('x'), () => error])
      expect(value instanceof other.MultilithError).toBe(false);
  });

  it('holds for the class of a contract error that was declared twice', () => {
    const [mine, theirs] = [contractWith(one), contractWith(other)];
    const error = new theirs.UnknownOrder({ orderId: 'o1' });
    expect(error).toBeInstanceOf(mine.UnknownOrder);
    expect(error).not.toBeInstanceOf(mine.ClosedCustomer);
    expect(new theirs.LostOrder({ orderId: 'o1' })).toBeInstanceOf(mine.UnknownOrder);
    expect(one.errorDefinitionOf(error)?.code).toBe('orders.UnknownOrder');
  });

  it('holds for a contract that is loaded twice with one copy of this package', () => {
    const [mine, theirs] = [contractWith(one), contractWith(one)];
    expect(new theirs.UnknownOrder({ orderId: 'o1' })).toBeInstanceOf(mine.UnknownOrder);
    expect(new theirs.ClosedCustomer()).not.toBeInstanceOf(mine.UnknownOrder);
  });

  it('checks subclasses by their prototype', () => {
    const [mine, theirs] = [contractWith(one), contractWith(other)];
    expect(new theirs.LostOrder({ orderId: 'o1' })).not.toBeInstanceOf(mine.LostOrder);
    expect(new mine.UnknownOrder({ orderId: 'o1' })).not.toBeInstanceOf(mine.LostOrder);
    expect(new theirs.MailError('CONFIG_INVALID', 'p', 'r')).not.toBeInstanceOf(mine.MailError);
    expect(new mine.MailError('CONFIG_INVALID', 'p', 'r')).toBeInstanceOf(mine.MailError);
  });
});

describe('the message of a MultilithError', () => {
  it('begins with the code and ends with the remedy', () => {
    const error = new one.MultilithError('CONFIG_INVALID', `PORT is 'x'.`, 'Set it to a number.', { cause: 7 });
    expect(error.message).toBe(`CONFIG_INVALID: PORT is 'x'. Set it to a number.`);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', problem: `PORT is 'x'.`, cause: 7 });
    expect(error.stack).toMatch(/^\w+: CONFIG_INVALID: PORT is 'x'\. Set/);
  });
});
