import { expect, it } from 'vitest';
import { CHECKS, outcomeOf } from './check-supply-chain.mjs';

const [signatures, faults] = CHECKS;

it.each([
  [signatures, { invalid: [], missing: [] }, 'passed'],
  [signatures, { invalid: [{ name: 'pg', version: '8.0.0' }], missing: [] }, 'failed'],
  [signatures, { invalid: [], missing: [{ name: 'pg', version: '8.0.0' }] }, 'failed'],
  [signatures, { error: { code: 'ENOTFOUND', summary: '' } }, 'unavailable'],
  [faults, { vulnerabilities: {}, metadata: { vulnerabilities: { total: 0 } } }, 'passed'],
  [
    faults,
    { vulnerabilities: { pg: { name: 'pg', severity: 'low' } }, metadata: { vulnerabilities: { total: 1 } } },
    'passed',
  ],
  [
    faults,
    { vulnerabilities: { pg: { name: 'pg', severity: 'high' } }, metadata: { vulnerabilities: { total: 1 } } },
    'failed',
  ],
  [
    faults,
    { vulnerabilities: { pg: { name: 'pg', severity: 'critical' } }, metadata: { vulnerabilities: { total: 1 } } },
    'failed',
  ],
  [faults, { message: 'Method Not Allowed', statusCode: 405 }, 'unavailable'],
])('%o: %j has %s', (check, answer, state) => {
  const outcome = outcomeOf(check!.judge, JSON.stringify(answer));
  expect(outcome.state).toBe(state);
  if (state === 'failed') expect(outcome.detail).toContain('pg');
});

it.each(['', 'npm error code E404', '<html>', 'null'])('a registry that makes npm print %j has no say', (printed) => {
  for (const { judge } of CHECKS) expect(outcomeOf(judge, printed).state).toBe('unavailable');
});
