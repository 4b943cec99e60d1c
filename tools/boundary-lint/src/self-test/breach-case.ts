import type { Files } from './plant.js';

/** One way to break a rule. */
export type BreachCase = readonly [name: string, file: string, source: string, more?: Files];

/** Ways by rule. */
export type BreachCases = Readonly<Record<string, readonly BreachCase[]>>;

/** The module file of the context under test. */
export const MODULE = 'libs/modules/orders/src/orders.module.ts';

/** A module file that uses `catalog` with these options. */
export const uses = (options: string): string =>
  `import { catalog } from '@contracts/catalog';\nimport { use } from '@multilith/runtime';\nexport const uses = [use(catalog, ${options})];\nexport class OrdersModule {}`;
