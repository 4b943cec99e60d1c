import { setTimeout as sleep } from 'node:timers/promises';
import { Content } from '@multilith/contract';
import type { Transport } from '@multilith/runtime/transport';
import { callRequest } from '../call-request.js';
import { Child } from '../report/child.js';
import type { Meeting } from './meeting.js';

/** Times of a round, in milliseconds. */
export interface Lost {
  /** From `kill -9` until the last of the calls in flight has failed. */
  readonly killed: number;
  /** From the moment a new process serves the context until the first answer. */
  readonly restarted: number;
  /** From SIGSTOP until the last of the calls in flight has failed. */
  readonly hung: number;
  /** From SIGCONT until the first answer. */
  readonly resumed: number;
}

const CALLS = 64;
const DEADLINE_MS = 60_000;
/** How long a host is down before it is restarted. */
const AWAY_MS = 1_000;

/** Kills a host with calls in flight, restarts it, suspends it, and resumes it. */
export async function loseHost(meeting: Meeting, transport: Transport): Promise<Lost> {
  const start = (): Promise<Child> => Child.start(new URL('callee.js', import.meta.url), [JSON.stringify(meeting)]);
  const first = await start();
  await answered(transport);
  const killed = await failedAfter(first, transport, 'SIGKILL');
  await first.ended();
  await sleep(AWAY_MS);
  // Calls are made continuously, as in an application: they fail until the host is back.
  const answer = answered(transport).then(() => performance.now());
  const second = await start();
  const ready = performance.now();
  const restarted = Math.max(0, (await answer) - ready);
  try {
    const hung = await failedAfter(second, transport, 'SIGSTOP');
    const again = answered(transport).then(() => performance.now());
    await sleep(AWAY_MS);
    const resumedAt = performance.now();
    second.signal('SIGCONT');
    return { killed, restarted, hung, resumed: (await again) - resumedAt };
  } finally {
    second.signal('SIGKILL');
    await second.ended();
  }
}

/** Returns how long after a signal the last of the calls in flight has failed. */
async function failedAfter(host: Child, transport: Transport, signal: NodeJS.Signals): Promise<number> {
  const before = await host.ask<number>({});
  const calls = Array.from({ length: CALLS }, () => send(transport, 'wait'));
  while ((await host.ask<number>({})) < before + CALLS) await sleep(5);
  const at = performance.now();
  host.signal(signal);
  if ((await Promise.all(calls)).some(Boolean)) throw new Error('a call was answered');
  return performance.now() - at;
}

/** Resolves at the first answer; calls again until then. */
async function answered(transport: Transport): Promise<void> {
  while (!(await send(transport, 'now'))) await sleep(2);
}

/** Makes a call; returns whether it was answered. */
const send = (transport: Transport, content: string): Promise<boolean> =>
  transport.call('prices', callRequest(Content.ofJson(content), DEADLINE_MS)).then(
    (reply) => 'answer' in reply,
    () => false,
  );
