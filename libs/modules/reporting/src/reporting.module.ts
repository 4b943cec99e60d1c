import { Module } from '@nestjs/common';
import { reporting } from '@contracts/reporting';
import { ContextModule, subscription } from '@multilith/runtime';
import { GetSalesReportHandler } from './application/get-sales-report/get-sales-report.handler.js';
import { ProjectSales } from './application/project-sales/project-sales.handler.js';
import { CreateSales1795258800000 } from './persistence/migrations/1795258800000-create-sales.js';
import { TakeTurns1795270000000 } from './persistence/migrations/1795270000000-take-turns.js';
import { SalesBook } from './persistence/sales-book.js';
import { SalesReports } from './persistence/sales-reports.js';

/** Says what was sold, by day, country and product. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: reporting,
      // From the beginning: a reporting that is added to a shop that has run for years arrives at the same figures.
      subscriptions: [subscription('project-sales', { handler: ProjectSales, start: 'beginning' })],
      persistence: { entities: [], migrations: [CreateSales1795258800000, TakeTurns1795270000000] },
    }),
  ],
  providers: [SalesBook, SalesReports, ProjectSales, GetSalesReportHandler],
})
export class ReportingModule {}
