import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const FILE = 'libs/contracts/orders/src/order.ts';

describe('contracts-are-pure', () => {
  it.each([
    ['an npm package', `import { Entity } from 'typeorm';`],
    ['an npm package as a type', `import type { Type } from '@nestjs/common';`],
    ['an npm package in an import type', `export let type: import('@nestjs/common').Type;`],
    ['a Node module', `import { randomUUID } from 'node:crypto';`],
    ['a Node module without its prefix', `import { join } from 'path';`],
    ['the runtime', `import { use } from '@multilith/runtime';`],
    ['a module', `import { OrdersModule } from '@modules/orders';`],
    ['the contract of another context', `import { GetProducts } from '@contracts/catalog';`],
    ['a test package in shipped code', `import { test } from 'vitest';`],
  ])('refuses %s', (_what, source) => {
    expect(findingsOf({ [FILE]: source })).toEqual([`contracts-are-pure ${FILE}`]);
  });

  it('allows zod, the vocabulary, the shared kernel, its own files, and vitest in specs', () => {
    expect(
      findingsOf({
        [FILE]: `import { z } from 'zod';\nimport { command } from '@multilith/contract';\nimport { Sku } from '@contracts/shared';\nimport './index.js';`,
        'libs/contracts/orders/src/order.spec.ts': `import { test } from 'vitest';\nimport './order.js';`,
      }),
    ).toEqual([]);
  });
});
