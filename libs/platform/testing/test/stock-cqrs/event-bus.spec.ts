import { describeTopologies } from '@multilith/testing';
import { ofType, type EventBus, type IEvent } from '@nestjs/cqrs';
import { bufferCount, filter, map, type Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AsyncContext, Heard, Mixed, Noted, on, Rang, RequestNoted } from './stage-context.js';
import { stageFor } from './stage.js';

describeTopologies('the stock EventBus', (topology) => {
  const stage = stageFor(topology);
  const heard: IEvent[] = [];
  const subscriptions: Subscription[] = [];
  const bus = (): EventBus => stage.tools.events;
  beforeEach(() => void (heard.length = 0));
  afterEach(() => {
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    bus().publisher = undefined as never;
  });
  const listen = (subscription: Subscription): void => void subscriptions.push(subscription);

  it('publish: keeps events of the contract in the journal, and hands the others to their handlers', async () => {
    const handled: unknown[] = [];
    on.noted = (event) => void handled.push(event);
    on.rang = (event) => void handled.push(event);
    await stage.run(({ events }) => {
      events.publish(new Noted(1));
      events.publish(new Rang({ n: 2 }));
    });
    await stage.until(() => expect(handled).toEqual(expect.arrayContaining([new Noted(1), new Rang({ n: 2 })])));
    expect(await stage.context.published(Rang)).toContainEqual(new Rang({ n: 2 }));
  });

  it('@EventsHandler: one class may handle both kinds', async () => {
    const handled: unknown[] = [];
    on.rang = (event) => void handled.push(event);
    await stage.run(({ events }) => events.publishAll([new Rang({ n: 21 }), new Mixed(22)]));
    await stage.until(() => expect(handled).toEqual(expect.arrayContaining([new Rang({ n: 21 }), new Mixed(22)])));
  });

  it('publishAll: accepts both kinds, and an empty list', async () => {
    await stage.run(({ events }) => {
      events.publishAll([]);
      events.publishAll(undefined as never);
      events.publishAll([new Rang({ n: 11 }), new Heard(1), new Rang({ n: 12 })]);
    });
    const published = (await stage.context.published(Rang)).map(({ n }) => n);
    expect(published.slice(-2)).toEqual([11, 12]);
  });

  it('subscribe, pipe, ofType: receive events of both kinds once their transaction has committed', async () => {
    listen(bus().subscribe((event) => heard.push(event)));
    const typed: IEvent[] = [];
    listen(
      bus()
        .pipe(ofType(Rang, Noted))
        .subscribe((event) => typed.push(event)),
    );
    let before: number | undefined;
    await stage.run(({ events }) => {
      events.publishAll([new Rang({ n: 1 }), new Noted(2), new Heard(3)]);
      before = heard.length;
    });
    expect(before).toBe(0);
    expect(heard).toEqual([new Rang({ n: 1 }), new Noted(2), new Heard(3)]);
    expect(typed).toEqual([new Rang({ n: 1 }), new Noted(2)]);
  });

  it('subscribe: does not receive events that were rolled back', async () => {
    listen(bus().subscribe((event) => heard.push(event)));
    const failing = stage.run(({ events }) => {
      events.publishAll([new Rang({ n: 1 }), new Noted(2)]);
      throw new Error('fails');
    });
    await expect(failing).rejects.toThrow();
    expect(heard).toEqual([]);
  });

  it('works with RxJS operators, forEach and subject$', async () => {
    const numbers: number[][] = [];
    const pairs = bus().pipe(
      filter((event) => event instanceof Noted),
      map(({ n }) => n),
      bufferCount(2),
    );
    listen(pairs.subscribe((pair) => numbers.push(pair)));
    listen(bus().subject$.subscribe((event) => heard.push(event)));
    const each: IEvent[] = [];
    void bus().forEach((event) => void each.push(event));
    await stage.run(({ events }) => events.publishAll([new Noted(1), new Heard(2), new Noted(3)]));
    expect(numbers).toEqual([[1, 3]]);
    expect(heard).toHaveLength(3);
    expect(each).toEqual(heard);
  });

  it('subscribe: a subscriber that throws harms neither the process nor others', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    const handled: unknown[] = [];
    on.noted = (event) => void handled.push(event);
    listen(
      bus().subscribe(() => {
        throw new Error('in a subscriber');
      }),
    );
    listen(bus().subscribe((event) => heard.push(event)));
    await stage.run(({ events }) => events.publish(new Noted(1)));
    await stage.until(() => expect(handled).toEqual([new Noted(1)]));
    // Without a catch, a timer throws it.
    await new Promise((resolve) => setTimeout(resolve));
    process.off('uncaughtException', note);
    expect(heard).toEqual([new Noted(1)]);
    expect(uncaught).toEqual([]);
  });

  it('subject$.next: reaches handlers and subscribers of this context, and publishes nothing', async () => {
    const handled: unknown[] = [];
    on.noted = (event) => void handled.push(event);
    listen(bus().subscribe((event) => heard.push(event)));
    const before = (await stage.context.published(Rang)).length;
    bus().subject$.next(new Noted(1));
    bus().subject$.next(new Rang({ n: 2 }));
    await stage.until(() => expect(handled).toEqual([new Noted(1)]));
    expect(heard).toEqual([new Noted(1), new Rang({ n: 2 })]);
    expect(await stage.context.published(Rang)).toHaveLength(before);
  });

  describe('publisher', () => {
    it('can be replaced: it gets what is committed, contract events stay in the journal', async () => {
      const handled: unknown[] = [];
      on.noted = (event) => void handled.push(event);
      const taken: unknown[][] = [];
      const own = { publish: (event: IEvent, context?: unknown) => void taken.push([event, context]) };
      bus().publisher = own;
      expect(bus().publisher).toBe(own);
      await stage.run(({ events }) => events.publish(new Rang({ n: 77 }), 'dispatcher'));
      await stage.run(({ events }) => events.publish(new Noted(1)));
      expect(taken).toEqual([
        [new Rang({ n: 77 }), 'dispatcher'],
        [new Noted(1), undefined],
      ]);
      expect(await stage.context.published(Rang)).toContainEqual(new Rang({ n: 77 }));
      await stage.context.settled();
      expect(handled).toEqual([]);
    });

    it('gets all events of publishAll together, if it implements publishAll', async () => {
      const taken: IEvent[][] = [];
      bus().publisher = { publish: () => {}, publishAll: (events: IEvent[]) => void taken.push(events) };
      await stage.run(({ events }) => events.publishAll([new Rang({ n: 1 }), new Noted(2)]));
      expect(taken).toEqual([[new Rang({ n: 1 }), new Noted(2)]]);
    });

    it('may fail without affecting the committed command', async () => {
      bus().publisher = {
        publish: () => {
          throw new Error('offline');
        },
      };
      await stage.run(({ events }) => events.publish(new Noted(1)));
      bus().publisher = { publish: () => Promise.reject(new Error('offline')) };
      await stage.run(({ events }) => events.publish(new Noted(1)));
    });

    it('publishes like the bus, and can be restored', async () => {
      const handled: unknown[] = [];
      on.noted = (event) => void handled.push(event);
      const { publisher } = bus();
      bus().publisher = { publish: () => {} };
      bus().publisher = publisher;
      publisher.publish(new Noted(1));
      await stage.until(() => expect(handled).toEqual([new Noted(1)]));
      expect(() => publisher.publish(new Rang({ n: 1 }))).toThrow(
        expect.objectContaining({ code: 'EVENT_OUTSIDE_HANDLER' }),
      );
    });
  });

  it.each(['bind', 'register', 'registerSagas'] as const)(
    '%s: is refused, since handlers are found at the start',
    (member) => {
      const call = bus()[member] as () => void;
      expect(call.bind(bus())).toThrow(expect.objectContaining({ code: 'BUS_REGISTRATION' }));
    },
  );

  it.each<[what: string, event: unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'rang'],
    ['an object without a class', Object.create(null)],
  ])('publish: refuses values that are not events, and the bus keeps working: %s', async (_what, event) => {
    const handled: unknown[] = [];
    on.noted = (noted) => void handled.push(noted);
    expect(() => bus().publish(event as object)).toThrow(expect.objectContaining({ code: 'EVENT_NOT_AN_OBJECT' }));
    expect(() => bus().subject$.next(event as object)).toThrow(
      expect.objectContaining({ code: 'EVENT_NOT_AN_OBJECT' }),
    );
    bus().publish(new Noted(1));
    await stage.until(() => expect(handled).toEqual([new Noted(1)]));
  });

  it('publish: passes an object literal to subscribers; it cannot have a handler', async () => {
    listen(bus().subscribe((event) => heard.push(event)));
    await stage.run(({ events }) => events.publish({ type: 'literal' }));
    expect(heard).toEqual([{ type: 'literal' }]);
  });

  it('publish: gives an AsyncContext to a request-scoped handler, and refuses one for an event of the contract', async () => {
    const requests: unknown[] = [];
    on.request = (request) => void requests.push(request);
    const context = new AsyncContext();
    await stage.run(({ events }) => events.publish(new RequestNoted(), context));
    await stage.until(() => expect(requests).toEqual([context]));
    await stage.run(({ events }) => events.publish(new RequestNoted()));
    await stage.until(() => expect(requests).toEqual([context, expect.any(AsyncContext)]));
    expect(() => bus().publish(new Rang({ n: 1 }), context)).toThrow(
      expect.objectContaining({ code: 'ASYNC_CONTEXT_REFUSED' }),
    );
    expect(() => bus().publishAll([new Rang({ n: 1 })], context)).toThrow(
      expect.objectContaining({ code: 'ASYNC_CONTEXT_REFUSED' }),
    );
  });
});
