import { z } from 'zod';

/** The grouping of a sales report: one row per day (UTC), country, or product. */
export const ReportBy = z.enum(['DAY', 'COUNTRY', 'PRODUCT']);
export type ReportBy = z.output<typeof ReportBy>;
