import { systemNamed } from './systems.js';

/** How long to call, and how many callers wait for an answer at a time. */
export interface Round {
  readonly callers: number;
  readonly milliseconds: number;
}

/** The process that calls in one of the ways: for each {@link Round} that it is sent, it tells the calls per second. */
const [name, url] = process.argv.slice(2);
const { call } = await systemNamed(name!).connect(url!);

/** Each caller makes one call after the other; every answer is checked. */
async function callsPerSecond({ callers, milliseconds }: Round): Promise<number> {
  const started = performance.now();
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - started < milliseconds) {
      const quantity = ++calls;
      if ((await call(quantity)) !== quantity * 2) throw new Error('a wrong answer');
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls * 1000) / (performance.now() - started);
}

process.on('message', (round: Round) => void callsPerSecond(round).then((figure) => process.send!(figure)));
process.on('disconnect', () => process.exit());
process.send!('ready');
