import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, contract, event, personal } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { z } from 'zod';

/** The first version counted strokes as `n`. */
export class RangV1 extends event('tower.Rang', {
  payload: z.object({ bell: z.string(), n: z.number(), by: personal(z.string()).optional() }),
  key: ({ bell }) => bell,
}) {}
/** The second version names them. */
export class RangV2 extends event('tower.Rang', {
  version: 2,
  payload: z.object({ bell: z.string(), strokes: z.number(), by: personal(z.string()).optional() }),
  key: ({ bell }) => bell,
  earlier: { 1: RangV1 },
  upcast: {
    1: ({ bell, n, by }) => {
      if (n < 0) throw new Error(`${by ?? 'someone'} rang ${bell} fewer than no times`);
      return { bell, strokes: n, by };
    },
  },
  downcast: { 1: ({ bell, strokes, by }) => ({ bell, n: strokes, by }) },
}) {}
/** The third version adds a time of day, a date and a required field. */
export class Rang extends event('tower.Rang', {
  version: 3,
  payload: z.object({
    bell: z.string(),
    strokes: z.number(),
    watch: z.enum(['day', 'night']),
    at: z.date(),
    by: personal(z.string()).optional(),
  }),
  key: ({ bell }) => bell,
  earlier: { 2: RangV2 },
  upcast: { 2: ({ bell, strokes, by }) => ({ bell, strokes, by, watch: 'day' as const, at: new Date(0) }) },
  downcast: { 2: ({ bell, strokes, by }) => ({ bell, strokes: bell === 'cracked' ? Number.NaN : strokes, by }) },
}) {}

export class Ring extends command('tower.Ring', {
  input: z.object({ bell: z.string(), strokes: z.number() }),
  access: 'public',
}) {}

/** What each handler has heard, in order. */
export const heard = { v1: [] as RangV1[], v2: [] as RangV2[], v3: [] as Rang[] };

/** When every bell rings. */
export const AT = new Date('2031-05-04T03:02:01.007Z');

@CommandHandler(Ring)
class RingHandler {
  constructor(readonly events: EventBus) {}
  async execute({ bell, strokes }: Ring): Promise<void> {
    this.events.publish(new Rang({ bell, strokes, watch: 'night', at: AT, by: 'Quasimodo' }));
  }
}
@EventsHandler(RangV1)
class OldestHandler {
  async handle(rang: RangV1): Promise<void> {
    heard.v1.push(rang);
  }
}
@EventsHandler(RangV2)
class OlderHandler {
  async handle(rang: RangV2): Promise<void> {
    heard.v2.push(rang);
  }
}
@EventsHandler(Rang)
class NewestHandler {
  async handle(rang: Rang): Promise<void> {
    heard.v3.push(rang);
  }
}

/** A context whose event has three versions, with a subscriber of each. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: contract('tower', [Ring, Rang]),
      subscriptions: [
        subscription('oldest', { handler: OldestHandler, start: 'beginning' }),
        subscription('older', { handler: OlderHandler, start: 'beginning' }),
        subscription('newest', { handler: NewestHandler, start: 'beginning' }),
      ],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [RingHandler, OldestHandler, OlderHandler, NewestHandler],
})
export class TowerModule {}
