import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { currentMessage } from './declared-message.js';
import { earlierClass, earlierFile } from './earlier-class.js';

const FOLDER = 'libs/contracts/orders/src';
const Line = z.object({ sku: z.string() });

/** The file of version 1 of `orders.Placed`, from the sources of a contract by their names. */
function fileOf(sources: Readonly<Record<string, string>>, exports: Readonly<Record<string, unknown>> = {}): string {
  const paths = new Map(Object.entries(sources).map(([name, text]) => [`${FOLDER}/${name}`, text]));
  const message = currentMessage(paths, { context: 'orders', name: 'Placed' })!;
  return earlierFile(paths, message, { exports, messages: new Map() }, earlierClass(message, message.path));
}

const PLACED = `import { event } from '@multilith/contract';
import * as z from 'zod';
import { Line } from './line.js';

/** An order was placed. */
export class Placed extends event('orders.Placed', {
  payload: z.object({ id: z.string(), lines: z.array(Line) }),
  key: ({ id }) => id,
}) {}
`;

describe('the file of an earlier version', () => {
  it('holds the schemas that the class needs, with what they need themselves', () => {
    const file = fileOf({
      'placed.ts': PLACED,
      'line.ts': `import { z } from 'zod';
import { Sku, type Text } from '@contracts/shared';
import { atLeast } from './rules.js';
const unused = 1;
/** One product. */
export const Line = z.object({ sku: Sku }).refine((line: Text) => atLeast(line, 1));
`,
      'rules.ts': `/** A rule. */
export const atLeast = (value: unknown, length: number): boolean => String(value).length >= length;
`,
    });
    expect(file).toBe(`import { Sku, type Text } from '@contracts/shared';
import { event } from '@multilith/contract';
import * as z from 'zod';

/** A rule. */
const atLeast = (value: unknown, length: number): boolean => String(value).length >= length;

/** One product. */
const Line = z.object({ sku: Sku }).refine((line: Text) => atLeast(line, 1));

/** Version 1 of \`Placed\`, as journals hold it. It has been released: do not change it. */
export class PlacedV1 extends event('orders.Placed', {
  payload: z.object({ id: z.string(), lines: z.array(Line) }),
  key: ({ id }) => id,
}) {}
`);
  });

  it('lets a copy keep the name that the contract exports it by', () => {
    const file = fileOf(
      { 'placed.ts': PLACED, 'line.ts': `export const Line = z.object({ sku: z.string() });` },
      { Line },
    );
    expect(file).toContain(`const Line = z.object({ sku: z.string() }).meta({ id: 'Line' });`);
  });

  it('imports errors, which are compared by their class', () => {
    const file = fileOf({
      'placed.ts': `import { command } from '@multilith/contract';
import { Unknown } from './errors.js';
export class Placed extends command('orders.Placed', { input: z.object({}), errors: [Unknown], access: 'public' }) {}
`,
      'errors.ts': `export class Unknown extends contractError('orders.Unknown', {}) {}`,
    });
    expect(file).toContain(`import { Unknown } from './errors.js';`);
  });

  it('is refused if the error stands beside the message', () => {
    const source = `class Unknown extends contractError('orders.Unknown', {}) {}
export class Placed extends command('orders.Placed', { input: z.object({}), errors: [Unknown], access: 'public' }) {}
`;
    expect(() => fileOf({ 'placed.ts': source })).toThrow('Move Unknown into a file of its own.');
  });

  it('ends for schemas that need each other', () => {
    const file = fileOf({
      'placed.ts': PLACED,
      'line.ts': `export const Line = z.object({ parts: z.lazy(() => z.array(Part)) });
const Part = z.object({ of: z.lazy(() => Line) });
`,
    });
    expect(file).toMatch(/const Part[^]*const Line/);
  });
});

describe('the current class of a message', () => {
  const earlier = `export class PlacedV1 extends event('orders.Placed', { payload: z.object({}) }) {}`;
  const find = (text: string) =>
    currentMessage(
      new Map([
        ['a.ts', earlier],
        ['b.ts', text],
      ]),
      { context: 'orders', name: 'Placed' },
    );

  it('is the one with the highest version', () => {
    const current = find(
      `export class Placed extends event('orders.Placed', { version: 2, payload: z.object({}) }) {}`,
    );
    expect(current).toMatchObject({ className: 'Placed', version: 2, path: 'b.ts' });
  });

  it.each([
    [`event('orders.Placed', options)`, 'does not write out the options of orders.Placed'],
    [`event('orders.Placed', { version: VERSION })`, 'does not give orders.Placed its version as a number'],
  ])('is not read from %s', (call, text) => {
    expect(() => find(`export class Placed extends ${call} {}`)).toThrow(text);
  });
});
