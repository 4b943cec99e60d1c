import { afterAll, beforeAll, describe } from 'vitest';
import type { Transport } from '../transport.js';
import { describeCalls } from './describe-calls.js';
import { describeContents } from './describe-contents.js';
import { describeFeatures } from './describe-features.js';
import { describeLeaving } from './describe-leaving.js';
import { describeLosses } from './describe-losses.js';
import { describePermissions } from './describe-permissions.js';
import type { TransportUnderTest, TransportWorld } from './transport-world.js';

/**
 * Describes the behaviour that every transport has, and that of its features, as specs of vitest.
 *
 * @example
 * describeTransport('NATS', { features: NATS_FEATURES, start: () => aNetwork(), startGuarded: (contexts) => aNetwork(contexts) });
 */
export function describeTransport(name: string, tested: TransportUnderTest): void {
  describe(`${name} as a transport`, () => {
    let world: TransportWorld;
    let caller: Transport;
    let callee: Transport;
    beforeAll(async () => {
      world = await tested.start();
      [caller, callee] = await Promise.all([world.open(), world.open()]);
    });
    afterAll(() => world?.close());
    const suite = {
      get world() {
        return world;
      },
      get caller() {
        return caller;
      },
      get callee() {
        return callee;
      },
    };

    describeCalls(suite);
    describeContents(suite);
    describeLeaving(suite);
    describeFeatures(suite, tested.features);
    if (tested.lossesMs) describeLosses(suite, tested.lossesMs);
    if (tested.features.permissions) describePermissions(tested);
  });
}
