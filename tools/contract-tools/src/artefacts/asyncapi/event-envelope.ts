import type { LiveVersion } from '../artefact-input.js';
import type { JsonSchema } from '../json-schema/json-schema.js';
import { contentFile } from '../json-schema/json-schema-files.js';

/** Lanes of a journal: events of one key are in one lane. */
const LANES = 16;

/** Headers of a message on a NATS stream. */
export const STREAM_HEADERS: JsonSchema = {
  type: 'object',
  required: ['Nats-Msg-Id', 'prev', 'epoch'],
  properties: {
    'Nats-Msg-Id': {
      type: 'string',
      format: 'uuid',
      description: 'Id of the event. The server drops a second message with the same id within two minutes.',
    },
    prev: {
      type: 'string',
      pattern: '^\\d{1,19}$',
      description: 'Position of the event before it in the same lane: a reader that has not seen that one has a gap.',
    },
    epoch: {
      type: 'string',
      description: 'Changes when the journal was restored from a backup; positions of two epochs cannot be compared.',
    },
  },
};

/** What surrounds the content of every event, as JSON in the body of a message. */
export const EVENT_ENVELOPE: JsonSchema = {
  type: 'object',
  required: ['id', 'name', 'version', 'key', 'lane', 'position', 'occurredAt', 'payload', 'trace'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Id of the event; the same for every delivery.' },
    name: { type: 'string', description: 'Wire name of the event.' },
    version: { type: 'integer', minimum: 1, description: 'Version that the payload has.' },
    key: { type: 'string', description: 'Events of one key are delivered in the order they were committed.' },
    lane: { type: 'integer', minimum: 0, maximum: LANES - 1, description: 'Lane of the key, also in the subject.' },
    position: { type: 'string', pattern: '^\\d{1,19}$', description: 'Position in the journal, a decimal number.' },
    occurredAt: { type: 'string', format: 'date-time', description: 'When the transaction published it.' },
    payload: { description: 'The content.' },
    trace: {
      type: 'object',
      required: ['traceId', 'spanId'],
      properties: { traceId: { type: 'string' }, spanId: { type: 'string' } },
      description: 'W3C trace context of the publisher.',
    },
    causedBy: { type: 'string', description: 'Id of the event whose handler published this one.' },
    principal: {
      type: 'string',
      description: 'Signed token of the principal that caused it, for hosts of the system.',
    },
    earlier: {
      type: 'object',
      description: 'The content in earlier versions, by version, for subscribers that read those.',
    },
    fingerprint: {
      type: 'string',
      pattern: '^[0-9a-f]{16}$',
      description: 'Fingerprint of the schema of the payload; the same as in the lock of the contract.',
    },
  },
};

/** The lanes that a subject can end with. */
export const laneNames = (): string[] => Array.from({ length: LANES }, (_, lane) => String(lane));

/**
 * The body of a message with an event of one version.
 *
 * @param name wire name
 * @param downcasts versions that the event is also published in
 */
export function bodySchema(
  name: string,
  event: LiveVersion,
  downcasts: readonly number[],
  envelope: string,
): JsonSchema {
  const reference = (version: number): JsonSchema => ({ $ref: `./${contentFile(event.name, version)}` });
  return {
    allOf: [
      { $ref: envelope },
      {
        type: 'object',
        properties: {
          name: { const: name },
          version: { const: event.version },
          payload: reference(event.version),
          ...(downcasts.length > 0 && {
            earlier: {
              type: 'object',
              properties: Object.fromEntries(downcasts.map((version) => [String(version), reference(version)])),
            },
          }),
        },
      },
    ],
  };
}
