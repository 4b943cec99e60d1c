import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { generateAll } from './generate-all.js';

const roots: string[] = [];
afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })));

function workspaceWith(contexts: Record<string, string>, edge = true): string {
  const root = mkdtempSync(join(tmpdir(), 'codegen-'));
  roots.push(root);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  if (edge) {
    write('node_modules/@multilith/edge/package.json', '{ "exports": { "./base.graphql": "./base.graphql" } }');
    write('node_modules/@multilith/edge/base.graphql', 'type Query type Mutation');
  }
  for (const [context, text] of Object.entries(contexts))
    write(`libs/modules/${context}/src/api/${context}.graphql`, text);
  return root;
}

describe('generated types', () => {
  it('are written beside the SDL of each context', async () => {
    const root = workspaceWith({ orders: 'type Order { orderId: ID! } extend type Query { order: Order }' });
    expect((await generateAll(root)).map(({ path }) => path)).toEqual([
      'libs/modules/orders/src/api/schema.generated.ts',
    ]);
  });

  it('are refused when two contexts declare the same type', async () => {
    const root = workspaceWith({ orders: 'type Line { a: ID }', payments: 'type Line { b: ID }' });
    await expect(generateAll(root)).rejects.toThrow(/only one type named "Line"[^]*payments\.graphql:1/);
  });

  it('are refused when a context extends a type that no context declares', async () => {
    const root = workspaceWith({ payments: 'extend type Order { payment: ID }' });
    await expect(generateAll(root)).rejects.toThrow(/Cannot extend type "Order"/);
  });

  it('are refused with the faults of all contexts at once', async () => {
    const root = workspaceWith({ orders: 'type Order { c: Customer }', payments: 'type Payment { o: Order }' });
    await expect(generateAll(root)).rejects.toThrow(/orders refers to Customer(.|\n)*payments refers to Order/);
  });

  it('are refused in a workspace without the edge', async () => {
    await expect(generateAll(workspaceWith({ orders: 'type Order { a: ID }' }, false))).rejects.toThrow(
      /@multilith\/edge is not found/,
    );
  });

  it('have a scalar that a context declares as unknown', async () => {
    const root = workspaceWith({ orders: 'scalar Weight type Order { weight: Weight! }' });
    expect((await generateAll(root))[0]?.content).toContain('readonly weight: unknown;');
  });

  it('are refused with the place of a syntax error', async () => {
    await expect(generateAll(workspaceWith({ orders: 'type Order {' }))).rejects.toThrow(/orders\.graphql:1:13/);
  });
});
