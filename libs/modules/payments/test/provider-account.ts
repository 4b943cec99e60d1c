import type { ContextUnderTest } from '@multilith/testing';
import {
  PaymentProvider,
  ProviderUnavailable,
  type Charge,
  type ChargeOutcome,
  type Refund,
} from '../src/provider/payment-provider.js';
import { SimulatedProvider } from '../src/provider/simulated-provider.js';

/** The requests to the provider of a running context, and control over its answers. */
export class ProviderAccount {
  /** Every charge it was asked for, repetitions included. */
  readonly charges: Charge[] = [];
  /** Every refund it was asked for, repetitions included. */
  readonly refunds: Refund[] = [];
  /** How many of its next answers to charges get lost on the way, after it did what it was asked. */
  answersToLose = 0;
  readonly #provider: SimulatedProvider;

  constructor(shop: ContextUnderTest) {
    this.#provider = shop.get(PaymentProvider) as SimulatedProvider;
    this.#provider.charge = (charge) => this.#charge(charge);
    this.#provider.refund = (refund) => this.#refund(refund);
  }

  /** Whether it answers at all. */
  set down(down: boolean) {
    this.#provider.settings = { ...this.#provider.settings, down };
  }

  /** How long it takes to answer. */
  set latencyMs(latencyMs: number) {
    this.#provider.settings = { ...this.#provider.settings, latencyMs };
  }

  /** Keys under which an order was charged, each once. */
  keysOf(orderId: string): string[] {
    return [...new Set(this.charges.map(({ key }) => key))].filter((key) => key.includes(orderId));
  }

  async #charge(charge: Charge): Promise<ChargeOutcome> {
    this.charges.push(charge);
    const outcome = await SimulatedProvider.prototype.charge.call(this.#provider, charge);
    if (this.answersToLose === 0) return outcome;
    this.answersToLose--;
    throw new ProviderUnavailable('The answer was lost.');
  }

  async #refund(refund: Refund): Promise<void> {
    this.refunds.push(refund);
    await SimulatedProvider.prototype.refund.call(this.#provider, refund);
  }
}
