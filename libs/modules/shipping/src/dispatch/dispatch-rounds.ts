import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { DispatchRound } from './dispatch-round.js';

/** How often a round begins, in milliseconds. */
const PERIOD_MS = 1000;
/** At most so many orders leave in a round: a transaction that stays short, and more a second than the shop takes. */
const PER_ROUND = 1000;

/**
 * Begins a round every second for as long as the host runs. Rounds may overlap, and several instances may have theirs at
 * once: each takes orders that no other has in hand.
 */
@Injectable()
export class DispatchRounds implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly events: EventBus) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.begin(), PERIOD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Begins a round now. */
  begin(limit = PER_ROUND): void {
    this.events.publish(new DispatchRound(limit));
  }
}
