import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { Emit } from '../delivery/counting.js';
import { startOne, type Meeting } from './hosts.js';

/** What a subscriber in another process sees of a publisher. */
export interface Received {
  /** Milliseconds from the publishing to the effect, of events that come one at a time. */
  readonly latency: { readonly median: number; readonly p99: number };
  /** Effects per second, of events that come as fast as they can be published. */
  readonly perSecond: number;
}

/** Events published one at a time; a pause between them lets each be alone. */
const SINGLE = 300;
const PAUSE_MS = 10;

/** Both processes and the database have one clock. */
const DELAYS = `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) AS median,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY delay) AS p99
FROM (SELECT extract(epoch FROM e.at - j.occurred_at)::float8 * 1000 AS delay
  FROM counting.effect e JOIN source.journal j ON (j.payload ->> 'number')::int = e.number
  WHERE e.number >= $1 AND e.number < $2) delays`;
const RATE = `SELECT count(*)::int AS count, extract(epoch FROM max(at) - min(at))::float8 AS seconds
FROM counting.effect WHERE number >= $1`;

/** Publishes here, has a subscriber in a process of its own write a row for each, and measures both ends. */
export async function receive(meeting: Meeting, thousands: number): Promise<Received> {
  const client = new pg.Client({ connectionString: meeting.database });
  const publisher = await startOne('source', meeting);
  const subscriber = await startSubscriber(meeting);
  await client.connect();
  try {
    const commands = publisher.app.get(CommandBus, { strict: false });
    const rows = async (from: number): Promise<{ count: number; seconds: number }> =>
      (await client.query<{ count: number; seconds: number }>(RATE, [from])).rows[0]!;
    const all = async (from: number, count: number): Promise<number> => {
      for (;;) {
        const found = await rows(from);
        if (found.count >= count) return found.seconds;
        await sleep(50);
      }
    };
    for (let number = 0; number < 2 * SINGLE; number++) {
      await commands.execute(new Emit({ from: number, count: 1 }));
      await sleep(PAUSE_MS);
    }
    await all(0, 2 * SINGLE);
    // The first half was to warm up.
    const { rows: delays } = await client.query<{ median: number; p99: number }>(DELAYS, [SINGLE, 2 * SINGLE]);
    const many = thousands * 1_000;
    for (let done = 0; done < many; done += 1_000)
      await commands.execute(new Emit({ from: 1_000_000 + done, count: 1_000 }));
    return { latency: delays[0]!, perSecond: many / (await all(1_000_000, many)) };
  } finally {
    const ended = once(subscriber, 'exit');
    subscriber.disconnect();
    await ended;
    await publisher.stop();
    await client.end();
  }
}

async function startSubscriber(meeting: Meeting): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('subscriber.js', import.meta.url)), [JSON.stringify(meeting)]);
  await once(child, 'message');
  return child;
}
