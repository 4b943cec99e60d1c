import type { Files } from './plant.js';

/** One form of an import: its name, and a source that imports from `catalog` with it. */
export type FormCase = readonly [
  name: string,
  source: string,
  at?: { readonly file?: string; readonly more?: Files; readonly rule?: string },
];

/** Forms by group, as the documentation lists them. */
export type FormCases = Readonly<Record<string, readonly FormCase[]>>;

/** The code folder of the context under test. */
export const SRC = 'libs/modules/orders/src';
/** The other context's file, as seen from the victim. */
export const DEEP = '../../../catalog/src/catalog.module';
