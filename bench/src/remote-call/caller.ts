import type { Meeting } from './system.js';
import { SYSTEMS, type SystemId } from './systems.js';

/** How long to call, and how many callers wait for an answer at a time. */
export interface Round {
  readonly callers: number;
  readonly milliseconds: number;
}

/** Results of a round. */
export interface Called {
  readonly calls: number;
  readonly perSecond: number;
  /** CPU time of this process, in microseconds. */
  readonly cpu: number;
}

/** The process that calls in one of the ways, for each {@link Round} that it is sent. */
const [id, meeting] = process.argv.slice(2);
const { call } = await (await SYSTEMS[id as SystemId].load()).connect(JSON.parse(meeting!) as Meeting);

/** Each caller makes one call after the other; every answer is checked. */
async function callAll({ callers, milliseconds }: Round): Promise<Called> {
  const before = process.cpuUsage();
  const started = performance.now();
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - started < milliseconds) {
      const quantity = ++calls;
      if ((await call(quantity)) !== quantity * 2) throw new Error('a wrong answer');
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const perSecond = (calls * 1000) / (performance.now() - started);
  const { user, system } = process.cpuUsage(before);
  return { calls, perSecond, cpu: user + system };
}

process.on('message', (round: Round) => void callAll(round).then((called) => process.send!(called)));
process.on('disconnect', () => process.exit());
process.send!('ready');
