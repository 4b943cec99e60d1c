import { z } from 'zod';

/** An amount of money in pence: a whole number from 0 to 2^53 − 1. The shop has one currency, pounds sterling. */
export const MinorUnits = z.int().nonnegative();
/** An amount of money in pence. */
export type MinorUnits = z.output<typeof MinorUnits>;
