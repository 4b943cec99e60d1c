import { query, roles } from '@multilith/contract';
import { z } from 'zod';
import { ReportBy } from './report-by.js';
import { Sales } from './sales.js';

/** Most rows of one report. */
export const MAX_ROWS = 5000;

/**
 * Sales by day, country or product, by the business date of the orders. It follows the orders: what was confirmed a
 * moment ago may still be missing.
 *
 * @example await queries.execute(new GetSalesReport({ by: 'COUNTRY', from: '2011-01-01', to: '2011-03-31' }));
 */
export class GetSalesReport extends query('reporting.GetSalesReport', {
  input: z.object({
    by: ReportBy,
    /** First day, like `2011-01-01` (UTC). Default: since the first order. */
    from: z.iso.date().optional(),
    /** Last day, included. Default: until the last order. */
    to: z.iso.date().optional(),
    /** At most so many rows, 1 to {@link MAX_ROWS}. Default 1000. */
    first: z.int().min(1).max(MAX_ROWS).default(1000),
  }),
  output: z.object({
    /** Days in order of time; countries and products with the highest revenue first. */
    rows: z.array(
      Sales.extend({
        /** The day (`2011-01-04`), the country, or the sku. */
        key: z.string(),
      }),
    ),
    /** All of the time asked for, also what is beyond the last row. */
    total: Sales,
  }),
  access: roles('sales'),
}) {}
