import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
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
  readonly #caller: ChildProcess;
  readonly #callee: ChildProcess;
  readonly #broker: readonly number[];

  private constructor(caller: ChildProcess, callee: ChildProcess, broker: readonly number[]) {
    this.#caller = caller;
    this.#callee = callee;
    this.#broker = broker;
  }

  /** @param broker process id of the NATS server */
  static async start(id: SystemId, meeting: Meeting, broker: number): Promise<Pair> {
    const callee = await start('callee.js', id, meeting);
    return new Pair(await start('caller.js', id, meeting), callee, SYSTEMS[id].over === 'nats' ? [broker] : []);
  }

  async measure(round: Round): Promise<Measured> {
    const broker = WorkReading.of(this.#broker);
    const before = await asked<number>(this.#callee, {});
    const { calls, perSecond, cpu } = await asked<Called>(this.#caller, round);
    const callee = (await asked<number>(this.#callee, {})) - before;
    const { cpuMs } = WorkReading.of(this.#broker).since(broker);
    return { perSecond, cpu: (cpu + callee) / calls, broker: (cpuMs * 1000) / calls };
  }

  stop(): void {
    this.#caller.disconnect();
    this.#callee.disconnect();
  }
}

async function start(file: string, id: SystemId, meeting: Meeting): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [id, JSON.stringify(meeting)]);
  await ended(child, once(child, 'message'));
  return child;
}

async function asked<T>(child: ChildProcess, question: object): Promise<T> {
  const answer = once(child, 'message');
  child.send(question);
  const [figure] = (await ended(child, answer)) as [T];
  return figure;
}

/** What a process is waited for, or an error if it ends before. */
function ended<T>(child: ChildProcess, awaited: Promise<T>): Promise<T> {
  const end = new AbortController();
  const early = once(child, 'exit', { signal: end.signal }).then(() => {
    throw new Error(`A process of the measurement ended with ${child.exitCode ?? child.signalCode}.`);
  });
  return Promise.race([awaited, early]).finally(() => end.abort());
}
