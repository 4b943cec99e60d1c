import { describe, expect, it } from 'vitest';
import { ProviderUnavailable } from './payment-provider.js';
import { CARD_LIMIT, SimulatedProvider } from './simulated-provider.js';
import { simulationSettings } from './simulation-settings.js';

const up = { latencyMs: 0, down: false };
const charge = { key: 'capture:1', amount: 1530, method: 'card' };

describe('the simulated provider', () => {
  it('gives one charge per key, also after a restart', async () => {
    const first = await new SimulatedProvider(up).charge(charge);
    expect(first).toMatchObject({ accepted: true });
    expect(await new SimulatedProvider(up).charge(charge)).toEqual(first);
    expect(await new SimulatedProvider(up).charge({ ...charge, key: 'capture:2' })).not.toEqual(first);
  });

  it('declines by rule', async () => {
    const provider = new SimulatedProvider(up);
    const accepted = async (method: string, amount: number) =>
      (await provider.charge({ ...charge, method, amount })).accepted;
    expect(await accepted('card:decline', 1)).toBe(false);
    expect(await accepted('card:limit', CARD_LIMIT)).toBe(true);
    expect(await accepted('card:limit', CARD_LIMIT + 1)).toBe(false);
    expect(await accepted('card', CARD_LIMIT + 1)).toBe(true);
  });

  it('can be down, and come back', async () => {
    const provider = new SimulatedProvider({ latencyMs: 0, down: true });
    await expect(provider.charge(charge)).rejects.toThrow(ProviderUnavailable);
    await expect(provider.refund({ key: 'refund:1', chargeId: 'x', amount: 1 })).rejects.toThrow(ProviderUnavailable);
    provider.settings = up;
    expect(await provider.charge(charge)).toMatchObject({ accepted: true });
  });

  it('is set by the environment', () => {
    expect(simulationSettings({})).toEqual(up);
    expect(simulationSettings({ PAYMENTS_PROVIDER_LATENCY: '', PAYMENTS_PROVIDER_DOWN: '' })).toEqual(up);
    expect(simulationSettings({ PAYMENTS_PROVIDER_LATENCY: '2s', PAYMENTS_PROVIDER_DOWN: 'true' })).toEqual({
      latencyMs: 2000,
      down: true,
    });
    expect(simulationSettings({ PAYMENTS_PROVIDER_LATENCY: '250' }).latencyMs).toBe(250);
    for (const latency of ['soon', '-1', '1.5s', '2m', '61s'])
      expect(() => simulationSettings({ PAYMENTS_PROVIDER_LATENCY: latency })).toThrow('PAYMENTS_PROVIDER_LATENCY');
    expect(() => simulationSettings({ PAYMENTS_PROVIDER_DOWN: 'maybe' })).toThrow('PAYMENTS_PROVIDER_DOWN');
  });
});
