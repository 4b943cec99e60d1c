import type { GeneratedFile } from '../../workspace/loaded-contract.js';
import { summaryOf } from '../artefact-docs.js';
import { liveVersions, type DocumentedInput, type LiveVersion } from '../artefact-input.js';
import { formatted } from '../../format/formatted.js';
import { GENERATED } from '../generated.js';
import { bodySchema, EVENT_ENVELOPE, laneNames, STREAM_HEADERS } from './event-envelope.js';

/** Format of the schemas, which AsyncAPI asks for if it is not its own. */
const SCHEMA_FORMAT = 'application/schema+json;version=draft-2020-12';
const ENVELOPE = '#/components/schemas/Event/schema';

/**
 * The AsyncAPI 3 document of the events of a contract, as NATS streams carry them; nothing if the contract has no events.
 * All events of a context share the subjects of its lanes, so there is one channel, and an operation for each event.
 */
export async function asyncApiFiles(input: DocumentedInput): Promise<GeneratedFile[]> {
  const { lock, loaded, root } = input;
  const events = liveVersions(lock).filter(({ kind }) => kind === 'event');
  if (events.length === 0) return [];
  const path = `${loaded.folder}/asyncapi.json`;
  return [await formatted(root, path, JSON.stringify(documentOf(input, events)))];
}

const keyOf = ({ name, version }: LiveVersion): string => `${name}.v${version}`;

function documentOf({ lock: { context }, docs }: DocumentedInput, events: readonly LiveVersion[]): object {
  const schemaIn = (schema: object): object => ({ schemaFormat: SCHEMA_FORMAT, schema });
  const current = events.filter(({ locked }) => locked.status === 'current');
  return {
    'x-generated': GENERATED,
    asyncapi: '3.0.0',
    info: {
      title: `Events of ${context}`,
      version: String(Math.max(...events.map(({ version }) => version))),
      ...(docs.contract !== undefined && { description: docs.contract }),
    },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: `{prefix}events.${context}.{lane}`,
        title: `Events of ${context}`,
        description:
          'NATS subjects, one per lane. A JetStream stream with these subjects keeps a copy of the journal for some days.',
        parameters: {
          prefix: { default: 'multilith.', description: 'Prefix of the system, as in NATS_PREFIX.' },
          lane: { enum: laneNames(), description: 'Lane of the key of the event. Subscribe to * for all.' },
        },
        messages: Object.fromEntries(
          events.map((event) => [keyOf(event), { $ref: `#/components/messages/${keyOf(event)}` }]),
        ),
      },
    },
    operations: Object.fromEntries(
      current.map((event) => [
        `publish${event.name}`,
        {
          action: 'send',
          channel: { $ref: '#/channels/events' },
          title: `${context}.${event.name}`,
          messages: [{ $ref: `#/channels/events/messages/${keyOf(event)}` }],
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        events.map((event) => {
          const name = `${context}.${event.name}`;
          const { text } = docs.message(name, event.version);
          const summary = summaryOf(text);
          const downcasts = event.locked.status === 'current' ? downcastsOf(event, events) : [];
          const message = {
            name,
            title: `${name} version ${event.version}`,
            ...(summary !== undefined && { summary }),
            ...(text !== summary && { description: text }),
            contentType: 'application/json',
            headers: { $ref: '#/components/schemas/StreamHeaders' },
            payload: schemaIn(bodySchema(name, event, downcasts, ENVELOPE)),
            correlationId: { location: '$message.payload#/trace/traceId' },
          };
          return [keyOf(event), message];
        }),
      ),
      schemas: { Event: schemaIn(EVENT_ENVELOPE), StreamHeaders: schemaIn(STREAM_HEADERS) },
    },
  };
}

/** The earlier versions in which an event is also published. */
const downcastsOf = ({ name }: LiveVersion, events: readonly LiveVersion[]): number[] =>
  events.filter((other) => other.name === name && other.locked.downcast).map(({ version }) => version);
