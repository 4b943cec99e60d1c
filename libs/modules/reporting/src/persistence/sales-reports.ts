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

/** What a report has a row for, and in which order. */
const GROUPS: Readonly<Record<ReportBy, { readonly key: string; readonly table: string; readonly order: string }>> = {
  DAY: { key: `to_char(day, 'YYYY-MM-DD')`, table: 'country_sales', order: 'key' },
  COUNTRY: { key: 'country', table: 'country_sales', order: 'revenue DESC, key' },
  PRODUCT: { key: 'sku', table: 'product_sales', order: 'revenue DESC, key' },
};

const SUMS = 'sum(orders)::bigint AS orders, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue';
const IN_PERIOD = 'WHERE day >= COALESCE($1::date, day) AND day <= COALESCE($2::date, day)';

/** Reads reports from the sales in the database. */
@Injectable()
export class SalesReports {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** At most `limit` rows, and the total of all. One statement, so that they belong together. */
  async read(by: ReportBy, { from, to }: Period, limit: number): Promise<{ rows: ReportRow[]; total: Sales }> {
    const { key, table, order } = GROUPS[by];
    // Orders are counted by country, where each appears once; a product's count only says in how many it appears.
    const rows: Row[] = await this.database.query(
      `(SELECT NULL AS key, ${SUMS} FROM country_sales ${IN_PERIOD})
       UNION ALL
       (SELECT ${key} AS key, ${SUMS} FROM ${table} ${IN_PERIOD}
         GROUP BY 1 HAVING sum(orders) > 0 ORDER BY ${order} LIMIT $3)`,
      [from ?? null, to ?? null, limit],
    );
    return {
      rows: rows.flatMap((row) => (row.key === null ? [] : [{ key: row.key, ...salesOf(row) }])),
      total: salesOf(rows.find(({ key }) => key === null)!),
    };
  }
}

/** Sums arrive as text, and as null where there is nothing to add up. */
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
