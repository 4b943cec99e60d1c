import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { Emit } from '../delivery/counting.js';
import { startOne, type Meeting } from './hosts.js';

/** Rows of the journal, but for their positions and ids. */
const MULTIPLY = `INSERT INTO source.journal (event_id, occurred_at, version, lane, name, key, payload, headers)
SELECT gen_random_uuid(), occurred_at, version, lane, name, key, payload, headers
FROM source.journal, generate_series(1, $1) ORDER BY random()`;

/**
 * Events per second that a publisher's host copies to its stream when it starts behind, by the times at which the
 * server stored the first and the last of them.
 */
export async function relayedPerSecond(meeting: Meeting, thousands: number): Promise<number> {
  const connection = await connect({ servers: meeting.nats });
  const client = new pg.Client({ connectionString: meeting.database });
  await client.connect();
  try {
    const { streams } = await jetstreamManager(connection);
    const stream = `${meeting.prefix}_events_source`;
    const stored = async (count: number): Promise<{ first: number; last: number }> => {
      for (;;) {
        const state = await streams.info(stream).then(
          (info) => info.state,
          () => undefined,
        );
        if (state && state.messages >= count)
          return { first: Date.parse(state.first_ts), last: Date.parse(state.last_ts) };
        await sleep(20);
      }
    };
    const before = await startOne('source', meeting);
    await before.app.get(CommandBus, { strict: false }).execute(new Emit({ from: 0, count: 1_000 }));
    await stored(1_000);
    await before.stop();
    await streams.purge(stream);
    await client.query(MULTIPLY, [thousands]);

    const host = await startOne('source', meeting);
    const { first, last } = await stored(thousands * 1_000);
    await host.stop();
    return (thousands * 1_000 * 1_000) / (last - first);
  } finally {
    await client.end();
    await connection.close();
  }
}
