import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSchema, validateSchema, type GraphQLObjectType } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeSdl, type ContextSdl } from './compose-sdl.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sdl-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function sdlOf(context: string, text: string): ContextSdl {
  const file = join(folder, `${context}.graphql`);
  writeFileSync(file, text);
  return { context, sdl: pathToFileURL(file) };
}

describe('the schema of the edge', () => {
  it("merges the contexts, which extend each other's types by name", () => {
    const schema = buildSchema(
      composeSdl([
        sdlOf('payments', 'type Payment { amount: MinorUnits! } extend type Order { payment: Payment }'),
        sdlOf('orders', 'type Order { orderId: ID! } extend type Query { order: Order }'),
      ]),
    );
    expect(Object.keys((schema.getType('Order') as GraphQLObjectType).getFields())).toEqual(['orderId', 'payment']);
  });

  it.each([
    ['nothing', '', ['nothing'], undefined, undefined],
    ['queries alone', 'extend type Query { a: ID }', ['a'], undefined, undefined],
    ['commands alone', 'extend type Mutation { b: ID }', ['nothing'], ['b'], undefined],
    ['no subscription', 'extend type Query { a: ID } extend type Mutation { b: ID }', ['a'], ['b'], undefined],
    ['no command', 'extend type Query { a: ID } extend type Subscription { c: ID }', ['a'], undefined, ['c']],
  ])('is valid if the contexts have %s', (_what, text, queries, commands, subscriptions) => {
    const schema = buildSchema(composeSdl(text === '' ? [] : [sdlOf('orders', text)]));
    expect(validateSchema(schema)).toEqual([]);
    const fieldsOf = (type: GraphQLObjectType | null | undefined): unknown => type && Object.keys(type.getFields());
    expect(fieldsOf(schema.getQueryType())).toEqual(queries);
    expect(fieldsOf(schema.getMutationType())).toEqual(commands);
    expect(fieldsOf(schema.getSubscriptionType())).toEqual(subscriptions);
  });

  it.each([
    ['a type that two contexts declare', 'type Order { x: ID }', /only one type named "Order"/],
    ['an extension of an undeclared type', 'extend type Invoice { x: ID }', /Cannot extend type "Invoice"/],
    ['a reference to nothing', 'type Payment { x: Nothing }', /Unknown type "Nothing"/],
    ['a syntax error', 'type Payment {', /Syntax Error/],
  ])('refuses %s, with its context', (_what, text, problem) => {
    const orders = sdlOf('orders', 'type Order { orderId: ID! }');
    const compose = (): string => composeSdl([orders, sdlOf('payments', text)]);
    expect(compose).toThrow(problem);
    expect(compose).toThrow(/payments \(/);
    expect(compose).toThrow(expect.objectContaining({ code: 'SDL_INVALID' }));
  });
});
