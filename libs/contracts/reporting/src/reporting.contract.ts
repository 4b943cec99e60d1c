import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { GetSalesReport } from './get-sales-report.js';

/** Everything that can be asked of reporting. It tells nothing. */
export const reporting = contract('reporting', [GetSalesReport], { lock });
