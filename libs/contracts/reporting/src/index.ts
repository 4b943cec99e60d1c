/** The published language of reporting: what was sold, by day, country and product. */
export { reporting } from './reporting.contract.js';
export { GetSalesReport, MAX_ROWS } from './get-sales-report.js';
export { ReportBy } from './report-by.js';
export { Sales } from './sales.js';
