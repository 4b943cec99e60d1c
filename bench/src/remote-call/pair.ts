import { Child } from '../report/child.js';
import { WorkReading } from '../report/process-work.js';
import type { Called, Round } from './caller.js';
import type { Meeting } from './system.js';
import { SYSTEMS, type SystemId } from './systems.js';

/** Figures of a round. */
export interface Measured {
  readonly perSecond: number;
  /** CPU time of both processes per call, in microseconds. */
  readonly cpu: number;
  /** CPU time of the NATS server per call, in microseconds; 0 without one. */
  readonly broker: number;
}

/** The two processes of a system. */
export class Pair {
  readonly #caller: Child;
  readonly #callee: Child;
  readonly #broker: readonly number[];

  private constructor(caller: Child, callee: Child, broker: readonly number[]) {
    this.#caller = caller;
    this.#callee = callee;
    this.#broker = broker;
  }

  /** @param broker process id of the NATS server */
  static async start(id: SystemId, meeting: Meeting, broker: number): Promise<Pair> {
    const start = (file: string): Promise<Child> =>
      Child.start(new URL(file, import.meta.url), [id, JSON.stringify(meeting)]);
    const callee = await start('callee.js');
    return new Pair(await start('caller.js'), callee, SYSTEMS[id].over === 'nats' ? [broker] : []);
  }

  async measure(round: Round): Promise<Measured> {
    const broker = WorkReading.of(this.#broker);
    const before = await this.#callee.ask<number>({});
    const { calls, perSecond, cpu } = await this.#caller.ask<Called>(round);
    const callee = (await this.#callee.ask<number>({})) - before;
    const { cpuMs } = WorkReading.of(this.#broker).since(broker);
    return { perSecond, cpu: (cpu + callee) / calls, broker: (cpuMs * 1000) / calls };
  }

  stop(): void {
    this.#caller.stop();
    this.#callee.stop();
  }
}
