const DELAY = /^(\d+)(ms|s|m|h)?$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const MAX_DELAY_MS = 30 * 24 * UNITS['h']!;
const DEFAULT = '30s';

/** How long a confirmed order waits before it leaves: the time to think better of it. */
export class ShippingDelay {
  /** @param milliseconds can be changed; it counts for orders confirmed from then on */
  constructor(public milliseconds: number) {}

  /**
   * Reads `SHIPPING_DELAY` (`500ms`, `30s`, `10m`, `2h`, or milliseconds; at most 30 days). Default: half a minute.
   *
   * @throws Error naming the variable, when its value is not one of these
   */
  static fromEnv(env: Readonly<Record<string, string | undefined>>): ShippingDelay {
    const value = env['SHIPPING_DELAY'] || DEFAULT;
    const [, digits, unit = 'ms'] = DELAY.exec(value) ?? [];
    const milliseconds = Number(digits) * UNITS[unit]!;
    if (milliseconds <= MAX_DELAY_MS) return new ShippingDelay(milliseconds);
    throw new Error(`SHIPPING_DELAY is '${value}'. Give a time of at most 30 days, like 0, 30s, 10m or 2h.`);
  }
}
