import { z } from 'zod';
import { pageRequest } from './page.js';

/** Values that a list can be sorted by. */
export interface Sorting<Sorts extends Readonly<Record<string, z.ZodType<string | number>>>, Id extends z.ZodType> {
  /** The values of each field that the list can be sorted by; equal ones are sorted by id. */
  readonly by: Sorts;
  /** The unique key of an item. */
  readonly id: Id;
  /** The field it is sorted by where nothing is said. */
  readonly default: keyof Sorts & string;
  /** Whether it goes down where nothing is said. Default false. */
  readonly descending?: boolean;
}

/**
 * The fields of a query for one page of a list that can be sorted: those of {@link pageRequest}, `sort` and `descending`.
 * The handler sees `after` as `[sort, descending, value, id]`; pair it with {@link cursorOfThisSort}.
 *
 * @example
 * const sorting = { by: { SKU: Sku, PRICE: MinorUnits }, id: Sku, default: 'SKU' } as const;
 * z.object({ ...sortedPageRequest(sorting) }).refine(...cursorOfThisSort)
 */
export function sortedPageRequest<
  Sorts extends Readonly<Record<string, z.ZodType<string | number>>>,
  Id extends z.ZodType,
>({ by, id, default: byDefault, descending = false }: Sorting<Sorts, Id>) {
  const sort = z.enum(Object.keys(by) as [keyof Sorts & string]);
  const key = z
    .tuple([sort, z.boolean(), z.union([z.string(), z.number()]), id])
    .refine(([field, , value]) => by[field as keyof Sorts]?.safeParse(value).success, 'is not a cursor of this list');
  return {
    ...pageRequest(key),
    /** The sort key of the list. */
    sort: z.enum(Object.keys(by) as [keyof Sorts & string]).default(byDefault as never),
    /** Whether it goes from the greatest to the least. */
    descending: z.boolean().default(descending),
  };
}

interface SortedRequest {
  readonly sort: string;
  readonly descending: boolean;
  readonly after?: readonly [string, boolean, ...unknown[]] | undefined;
}

/** Refuses the cursor of a list that was sorted in another way; the arguments of `refine`. */
export const cursorOfThisSort = [
  ({ sort, descending, after }: SortedRequest): boolean =>
    after === undefined || (after[0] === sort && after[1] === descending),
  { path: ['after'], message: 'is the cursor of a list that is sorted in another way' },
] as const satisfies readonly [(request: SortedRequest) => boolean, { path: string[]; message: string }];
