import type { ValueTransformer } from 'typeorm';

/** Reads `bigint` columns, which arrive as text, as numbers. The contract keeps them below 2^53. */
export const wholeNumber: ValueTransformer = { from: Number, to: (value: unknown) => value };
