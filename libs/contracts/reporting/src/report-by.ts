import { z } from 'zod';

/** What a sales report has one row for: a day (UTC), a country, or a product. */
export const ReportBy = z.enum(['DAY', 'COUNTRY', 'PRODUCT']);
export type ReportBy = z.output<typeof ReportBy>;
