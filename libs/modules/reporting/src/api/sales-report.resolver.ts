import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { GetSalesReport } from '@contracts/reporting';
import type { QuerySalesReportArgs, SalesReport } from './schema.generated.js';

/** The sales report. */
@Resolver()
export class SalesReportResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query('salesReport')
  salesReport(@Args() args: QuerySalesReportArgs): Promise<SalesReport> {
    return this.queries.execute(new GetSalesReport(args));
  }
}
