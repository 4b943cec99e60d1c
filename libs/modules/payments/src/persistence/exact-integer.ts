import type { ValueTransformer } from 'typeorm';

/** A bigint column whose values are exact as numbers: the driver gives strings, because in general they are not. */
export const exactInteger: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
