// Reads the events of another team's context. It knows NATS, JSON and the JSON Schema of one event, which that team
// generates from its contract; nothing of Multilith, Nest or TypeScript. Another language would do the same.
import { readFile } from 'node:fs/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const STREAM = 'multilith_events_tickets';
const EVENT = 'tickets.TicketsSold';
const VERSION = 1;

// Fields that the schema does not name are allowed: the publisher may add some at any time.
const schema = JSON.parse(await readFile(new URL('schemas/TicketsSold.v1.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
const fits = ajv.compile(schema);

const nats = await connect({ servers: process.env.NATS_URL });
process.once('SIGTERM', () => void nats.close());
// Begins with the oldest event of the stream. A durable consumer would continue where it stopped.
const consumer = await jetstream(nats).consumers.get(STREAM);
const handled = new Set();

for await (const message of await consumer.consume()) {
  // Messages without these headers are not events.
  if (!message.headers?.has('prev') || !message.headers.has('epoch')) continue;
  const event = message.json();
  // The stream may hold an event twice.
  if (event.name !== EVENT || handled.has(event.id)) continue;
  handled.add(event.id);
  // A publisher that has gone on to version 2 still sends version 1 while its contract declares a downcast.
  const content = event.version === VERSION ? event.payload : event.earlier?.[VERSION];
  if (content === undefined) console.log(`${event.id} is of version ${event.version} only`);
  else if (fits(content)) console.log(`${content.customer}: ${content.tickets} tickets`);
  else console.log(`${event.id} is refused: ${ajv.errorsText(fits.errors)}`);
}
