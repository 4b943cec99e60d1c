import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetSalesReport } from '@contracts/reporting';
import { SalesReports } from '../../persistence/sales-reports.js';

/** Answers a sales report. */
@QueryHandler(GetSalesReport)
export class GetSalesReportHandler implements IQueryHandler<GetSalesReport> {
  constructor(private readonly reports: SalesReports) {}

  execute({ by, from, to, first }: GetSalesReport) {
    return this.reports.read(by, { from, to }, first);
  }
}
