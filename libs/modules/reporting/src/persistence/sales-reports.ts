import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { ReportBy, Sales } from '@contracts/reporting';

/** Which sales a report holds; days like `2011-01-04`, both included. */
export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Sales of one day, country or product. */
export interface ReportRow extends Sales {
  readonly key: string;
}

const SUMS = 'sum(orders)::bigint AS orders, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue';
const IN_PERIOD = 'WHERE day >= COALESCE($1::date, day) AND day <= COALESCE($2::date, day)';

/** What a report has a row for, and in which order. */
const ROWS: Readonly<Record<ReportBy, string>> = {
  DAY: `
    SELECT to_char(day, 'YYYY-MM-DD') AS key, ${SUMS} FROM country_sales ${IN_PERIOD}
    GROUP BY 1 HAVING sum(orders) > 0 ORDER BY key LIMIT $3`,
  COUNTRY: `
    SELECT country AS key, ${SUMS} FROM country_sales ${IN_PERIOD}
    GROUP BY 1 HAVING sum(orders) > 0 ORDER BY revenue DESC, key LIMIT $3`,
  PRODUCT: `
    SELECT sku AS key, ${SUMS} FROM product_sales ${IN_PERIOD}
    GROUP BY 1 HAVING sum(orders) > 0 ORDER BY revenue DESC, key LIMIT $3`,
};

/** Reads reports from the sales in the database. */
@Injectable()
export class SalesReports {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** At most `limit` rows, and the total of all. One statement, so that they belong together. */
  async read(by: ReportBy, { from, to }: Period, limit: number): Promise<{ rows: ReportRow[]; total: Sales }> {
    // Orders are counted by country, where each appears once; a product's count only says in how many it appears.
    const rows: Row[] = await this.database.query(
      `(SELECT NULL AS key, ${SUMS} FROM country_sales ${IN_PERIOD}) UNION ALL (${ROWS[by]})`,
      [from ?? null, to ?? null, limit],
    );
    return {
      rows: rows.flatMap((row) => (row.key === null ? [] : [{ key: row.key, ...salesOf(row) }])),
      total: salesOf(rows.find(({ key }) => key === null)!),
    };
  }
}

/** Converts a sum, which arrives as a string, or as null if there are no rows. */
interface Row {
  readonly key: string | null;
  readonly orders: string | null;
  readonly units: string | null;
  readonly revenue: string | null;
}

const salesOf = ({ orders, units, revenue }: Row): Sales => ({
  orders: Number(orders),
  units: Number(units),
  revenue: Number(revenue),
});
