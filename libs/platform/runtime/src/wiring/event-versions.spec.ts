import { contract, event, type MessageClass } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventVersionFaults } from './event-versions.js';

const payload = z.object({ id: z.string() });
const key = ({ id }: { id: string }): string => id;
class PlacedV1 extends event('orders.Placed', { payload, key }) {}
class PlacedV2 extends event('orders.Placed', {
  ...{ payload, key, version: 2, earlier: { 1: PlacedV1 } },
  upcast: { 1: ({ id }) => ({ id }) },
}) {}
class Placed extends event('orders.Placed', {
  ...{ payload, key, version: 3, earlier: { 2: PlacedV2 } },
  upcast: { 2: ({ id }) => ({ id }) },
  downcast: { 2: ({ id }) => ({ id }) },
}) {}
const here = new Map([['orders', contract('orders', [Placed])]]);
const faults = (events: MessageClass[], contracts = here): string[] =>
  eventVersionFaults("Subscription 'mail' of 'letters'", events, contracts).map(
    ({ code, problem, remedy }) => `${code}: ${problem} ${remedy}`,
  );

describe('the versions of the events of a subscription', () => {
  it('are fine if it handles the current one, or one to which the publisher converts its events', () => {
    expect(faults([Placed])).toEqual([]);
    expect(faults([PlacedV2])).toEqual([]);
  });

  it('are not known where the publisher runs in another host', () => {
    expect(faults([PlacedV1], new Map())).toEqual([]);
  });

  it('must be one of each event', () => {
    expect(faults([Placed, PlacedV2])).toEqual([
      `EVENT_VERSIONS: Subscription 'mail' of 'letters' handles orders.Placed as Placed (version 3) and PlacedV2 (version 2), but a handler gets every event once. Name the newest of them in @EventsHandler(…): it also reads the events of earlier versions.`,
    ]);
  });

  it('must be ones that the publisher writes', () => {
    expect(faults([PlacedV1])).toEqual([
      `EVENT_VERSIONS: Subscription 'mail' of 'letters' handles version 1 of orders.Placed, but 'orders' publishes version 3 and does not convert its events to version 1. Handle version 3, which also reads what was published before, or declare downcast: { 1: … } for orders.Placed.`,
    ]);
  });
});
