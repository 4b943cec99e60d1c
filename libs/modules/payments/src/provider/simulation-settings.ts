/** How the simulated provider behaves. */
export interface SimulationSettings {
  /** Time until it answers, in milliseconds. */
  readonly latencyMs: number;
  /** Whether it gives no answer at all. */
  readonly down: boolean;
}

const LATENCY = /^(\d+)(ms|s)?$/;
const MAX_LATENCY_MS = 60_000;

/**
 * Reads `PAYMENTS_PROVIDER_LATENCY` (`250`, `250ms`, `2s`; default 0, at most a minute) and `PAYMENTS_PROVIDER_DOWN`
 * (`true` or `false`; default `false`).
 *
 * @throws Error naming the variable, when its value is not one of these
 */
export function simulationSettings(env: Readonly<Record<string, string | undefined>>): SimulationSettings {
  return { latencyMs: latencyOf(env.PAYMENTS_PROVIDER_LATENCY), down: downOf(env.PAYMENTS_PROVIDER_DOWN) };
}

function latencyOf(value: string | undefined): number {
  if (value === undefined || value === '') return 0;
  const [, digits, unit] = LATENCY.exec(value) ?? [];
  const latencyMs = Number(digits) * (unit === 's' ? 1000 : 1);
  if (latencyMs <= MAX_LATENCY_MS) return latencyMs;
  throw new Error(`PAYMENTS_PROVIDER_LATENCY is '${value}'. Give a time of at most a minute, like 250ms or 2s.`);
}

function downOf(value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw new Error(`PAYMENTS_PROVIDER_DOWN is '${value}'. Give true or false.`);
}
