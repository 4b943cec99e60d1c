import { parse, print, Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Sdl } from './context-sdl.js';
import { generateTypes } from './generate-types.js';
import { localSchema } from './local-schema.js';

const sdl = (context: string, text: string): Sdl => ({
  context,
  file: `${context}.graphql`,
  document: parse(new Source(text, `${context}.graphql`)),
});
const base = sdl(
  'edge',
  'scalar DateTime scalar MinorUnits type Query type Mutation type PageInfo { hasNextPage: Boolean! }',
);
const types = (text: string): Promise<string> => generateTypes(localSchema(base, sdl('orders', text)), '// Generated.');

describe('the schema one context sees', () => {
  it('shows a type of another context with the added fields only', () => {
    const schema = print(
      localSchema(base, sdl('payments', 'type Payment { state: String! } extend type Order { payment: Payment }')),
    );
    expect(schema).toContain('type Order {\n  payment: Payment\n}');
  });

  it('refuses a reference to a type of another context, with file and line', () => {
    const payments = sdl('payments', 'extend type Order { payment: Payment }\ntype Payment {\n  order: Order!\n}');
    expect(() => localSchema(base, payments)).toThrow(/\npayments\.graphql:3: payments refers to Order/);
  });

  it('refuses to extend an enum of another context', () => {
    expect(() => localSchema(base, sdl('payments', 'extend enum OrderState { PAID }'))).toThrow(/no object type/);
  });
});

describe('the types of a context', () => {
  it('are read-only, with enums as string unions, dates and integers', async () => {
    const code = await types(
      'enum OrderState { PENDING CONFIRMED } type Order { state: OrderState! placedAt: DateTime! total: MinorUnits! reason: String }',
    );
    expect(code).toContain("export type OrderState = 'PENDING' | 'CONFIRMED';");
    expect(code).toContain('readonly placedAt: Date;');
    expect(code).toContain('readonly total: number;');
    expect(code).toContain('readonly reason?: Maybe<string>;');
  });

  it('take optional inputs as undefined, which messages accept, and never as null', async () => {
    const code = await types('input CancelOrderInput { orderId: ID! reason: String }');
    expect(code).toContain('export type InputMaybe<T> = T | undefined;');
    expect(code).toContain('readonly reason?: InputMaybe<string>;');
  });

  it('name the arguments of a field', async () => {
    const code = await types('type Order { orderId: ID! } extend type Query { order(orderId: ID!): Order }');
    expect(code).toMatch(/export type QueryOrderArgs = \{\s+orderId: string;/);
  });

  it('say in their first line that they are generated', async () => {
    expect(await types('type Order { orderId: ID! }')).toMatch(/^\/\/ Generated\./);
  });
});
