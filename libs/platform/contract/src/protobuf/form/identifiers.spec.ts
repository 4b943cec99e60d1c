import { describe, expect, it } from 'vitest';
import { defaultJsonName, lowerSnake, pascal, upperSnake } from './identifiers.js';

describe('a protobuf name', () => {
  it.each([
    ['orderId', 'order_id'],
    ['URLPath', 'url_path'],
    ['sha256', 'sha256'],
    ['v2Total', 'v2_total'],
    ['with space-and.dot', 'with_space_and_dot'],
    ['__proto__', 'proto'],
    ['$', ''],
  ])('of %s is %s in lower snake case', (text, name) => expect(lowerSnake(text)).toBe(name));

  it('of an enum value is in upper snake case', () => {
    expect(upperSnake('PENDING')).toBe('PENDING');
    expect(upperSnake('inTransit')).toBe('IN_TRANSIT');
  });

  it('of a type is in Pascal case', () => expect(pascal('order_lines-2')).toBe('OrderLines2'));

  it('gives the JSON name that protobuf derives', () => {
    expect(defaultJsonName('order_id')).toBe('orderId');
    expect(defaultJsonName('item_1')).toBe('item1');
  });
});
