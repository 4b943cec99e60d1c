import { Content } from '@multilith/contract';
import { connectGrpc } from '@multilith/grpc';
import { callRequest } from '../call-request.js';

/** Callers of small calls, each with one call at a time. */
const SMALL_CALLERS = 8;
const SMALL = JSON.stringify('x'.repeat(100));

/** The work that the process is asked to do. */
export interface Mix {
  readonly milliseconds: number;
  /** Number of large calls at a time. */
  readonly large: number;
  /** Bytes of each, and of its answer. */
  readonly bytes: number;
}

/** Its measurements. */
export interface Mixed {
  /** Times of the small calls, in milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
  readonly smallPerSecond: number;
  readonly largePerSecond: number;
}

/** The process that makes small calls, and large ones beside them. */
const grpc = await connectGrpc({ host: 'shop', hosts: `prices=${process.argv[2]!}` });

async function send(json: string): Promise<void> {
  const reply = await grpc.call('prices', callRequest(Content.ofText(json)));
  if (!('answer' in reply) || reply.answer.json.length !== json.length) throw new Error('a wrong answer');
}

async function mix({ milliseconds, large, bytes }: Mix): Promise<Mixed> {
  const text = JSON.stringify('x'.repeat(bytes));
  const started = performance.now();
  const isRunning = (): boolean => performance.now() - started < milliseconds;
  const times: number[] = [];
  let largeCalls = 0;
  const smallCaller = async (): Promise<void> => {
    while (isRunning()) {
      const before = performance.now();
      await send(SMALL);
      times.push(performance.now() - before);
    }
  };
  const largeCaller = async (): Promise<void> => {
    for (; isRunning(); largeCalls++) await send(text);
  };
  await Promise.all([
    ...Array.from({ length: SMALL_CALLERS }, smallCaller),
    ...Array.from({ length: large }, largeCaller),
  ]);
  const seconds = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)]!;
  const perSecond = { smallPerSecond: times.length / seconds, largePerSecond: largeCalls / seconds };
  return { median: at(0.5), p99: at(0.99), worst: at(1), ...perSecond };
}

process.on('message', (wanted: Mix) => void mix(wanted).then((mixed) => process.send!(mixed)));
process.on('disconnect', () => process.exit());
process.send!('ready');
