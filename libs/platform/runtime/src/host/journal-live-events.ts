import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { definitionOf, LiveEvents, type LiveView, type MessageClass, MultilithError } from '@multilith/contract';
import { LONGEST_CALL_MS } from '../call/call-deadline.js';
import { runOutsideScopes } from '@multilith/data';
import type { Follower, LiveFeed } from '@multilith/events';

/** Maximum wait for the first poll of a journal, in milliseconds: the default time limit of a call. */
const MAX_FIRST_READ_MS = LONGEST_CALL_MS;

/** {@link LiveEvents} from the journals that a host reads. */
export class JournalLiveEvents extends LiveEvents {
  readonly #feed: () => LiveFeed | undefined;

  /** @param feed returns the feed of the host; `undefined` if the host does not run */
  constructor(feed: () => LiveFeed | undefined) {
    super();
    this.#feed = feed;
  }

  watch<State>(view: LiveView<State>): AsyncIterableIterator<State> {
    return new LiveStates(view, () => this.#follow(view));
  }

  async #follow({ events, key }: { events: readonly MessageClass[]; key: string }): Promise<Follower> {
    const publishers = new Map<string, Set<string>>();
    for (const event of events) {
      const { name, context } = definitionOf(event)!;
      publishers.set(context, (publishers.get(context) ?? new Set()).add(name));
    }
    const feed = this.#feed();
    const unknown = [...publishers.keys()].find((publisher) => feed?.knows(publisher) !== true);
    if (!feed || unknown !== undefined)
      throw unavailable(feed ? `this host does not read the journal of '${unknown}'` : 'the host is not running');
    // Outside all scopes, because the timers of the feed outlive the first request and must not run in its scope.
    const follower = runOutsideScopes(() => feed.follow({ publishers, key }));
    const patience = new AbortController();
    const late = await Promise.race([
      follower.ready.then(() => false),
      sleep(MAX_FIRST_READ_MS, true, { signal: patience.signal, ref: false }),
    ]).finally(() => patience.abort());
    if (!late) return follower;
    follower.close();
    throw unavailable(`a journal of ${[...publishers.keys()].join(', ')} cannot be read`);
  }
}

const unavailable = (problem: string): MultilithError =>
  new MultilithError('UNAVAILABLE', `Events cannot be followed: ${problem}.`, 'Try again later.');

/** Not a generator: the `return()` of a generator would wait for the next event. */
class LiveStates<State> implements AsyncIterableIterator<State> {
  readonly #view: LiveView<State>;
  readonly #follow: () => Promise<Follower>;
  #follower: Follower | undefined;
  #last: State | undefined;
  #ended = false;

  constructor(view: LiveView<State>, follow: () => Promise<Follower>) {
    this.#view = view;
    this.#follow = follow;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<State, undefined>> {
    try {
      while (!this.#ended) {
        const state = await this.#read();
        if (state === undefined) break;
        if (isDeepStrictEqual(state, this.#last)) continue;
        this.#last = state;
        if (this.#view.isFinal?.(state)) this.#end();
        return { value: state, done: false };
      }
      this.#end();
      return { value: undefined, done: true };
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<State, undefined>> {
    this.#end();
    return { value: undefined, done: true };
  }

  /** Returns the current state at first, then the state after each event; `undefined` after the end. */
  async #read(): Promise<State | undefined> {
    if (this.#follower) {
      const event = await this.#follower.next();
      return event && this.#view.read();
    }
    const follower = await this.#follow();
    if (this.#ended) follower.close();
    this.#follower = follower;
    return this.#ended ? undefined : this.#view.read();
  }

  #end(): void {
    this.#ended = true;
    this.#follower?.close();
  }
}
