import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  PaymentProvider,
  ProviderUnavailable,
  type Charge,
  type ChargeOutcome,
  type Refund,
} from './payment-provider.js';
import type { SimulationSettings } from './simulation-settings.js';

/** The most that method `card:limit` pays, in pence. */
export const CARD_LIMIT = 5_000_000;

/**
 * A provider without money. It keeps nothing: its answer follows from the request alone and the id of a charge from its
 * key, so it honours keys across restarts and instances.
 *
 * Declines by rule: method `card:decline` always, method `card:limit` above {@link CARD_LIMIT}.
 */
export class SimulatedProvider extends PaymentProvider {
  /** Can be changed while it runs. */
  settings: SimulationSettings;

  constructor(settings: SimulationSettings) {
    super();
    this.settings = settings;
  }

  override async charge({ key, amount, method }: Charge): Promise<ChargeOutcome> {
    await this.#answer();
    if (method === 'card:decline') return { accepted: false, reason: 'card declined' };
    if (method === 'card:limit' && amount > CARD_LIMIT)
      return { accepted: false, reason: 'above the limit of the card' };
    return { accepted: true, chargeId: `sim_${createHash('sha256').update(key).digest('hex').slice(0, 24)}` };
  }

  override async refund(_refund: Refund): Promise<void> {
    await this.#answer();
  }

  async #answer(): Promise<void> {
    const { latencyMs, down } = this.settings;
    if (latencyMs > 0) await delay(latencyMs);
    if (down) throw new ProviderUnavailable('The simulated payment provider is down (PAYMENTS_PROVIDER_DOWN).');
  }
}
