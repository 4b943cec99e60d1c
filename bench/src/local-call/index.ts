import { alternate } from '../report/alternate.js';
import { timesTable } from '../report/table.js';
import { contractCalls } from './contract-call.js';
import { stockCall } from './stock.js';

/** What the call path adds to the stock bus. Goal: at most 0.5 µs. */
export async function localCall(): Promise<string> {
  const stock = await stockCall();
  const ours = await contractCalls();
  const rows = await alternate([stock, ...ours.candidates], 31, 20_000);
  await Promise.all([stock.stop(), ours.stop()]);
  return `Local call, one caller, goal: at most +0.50 µs\n\n${timesTable(rows)}`;
}
