import { openTelemetry } from '@multilith/telemetry';
import { alternate, type Candidate } from '../report/alternate.js';
import { timesTable } from '../report/table.js';
import { contractCalls } from './contract-call.js';
import { stockCall } from './stock.js';

/** Measures the overhead of the call path over the stock bus. Goal: at most 0.5 µs. */
export async function localCall(): Promise<string> {
  const stock = await stockCall();
  const ours = await contractCalls();
  const onProblem = (): void => {};
  const metered = await openTelemetry({ host: 'bench', otlp: false, traceFile: undefined, metrics: true, onProblem });
  const withMetrics = await contractCalls(metered.observer);
  const [seen] = withMetrics.candidates as [Candidate];
  const metrics: Candidate = { ...seen, name: `${seen.name}, with metrics` };
  const rows = await alternate([stock, ...ours.candidates, metrics], 31, 20_000);
  await Promise.all([stock.stop(), ours.stop(), withMetrics.stop(), metered.stop()]);
  return `Local call, one caller, goal: at most +0.50 µs\n\n${timesTable(rows)}`;
}
