import { Module } from '@nestjs/common';
import { reporting } from '@contracts/reporting';
import { ContextModule } from '@multilith/runtime';
import { SalesReportResolver } from './sales-report.resolver.js';

/** The GraphQL API of reporting. It runs at the edge, wherever reporting itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: reporting })],
  providers: [SalesReportResolver],
})
export class ReportingApiModule {}
