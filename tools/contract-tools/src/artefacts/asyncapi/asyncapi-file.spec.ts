import { createRequire } from 'node:module';
import { encodeMessage } from '@multilith/contract';
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { jsonSchemaFiles } from '../json-schema/json-schema-files.js';
import { GetOrders, OrderPlaced, sampleContract, sampleInput } from '../sample.fixture.js';
import { asyncApiFiles } from './asyncapi-file.js';

const META_SCHEMA = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as AnySchema;

interface Document {
  readonly channels: { readonly events: { readonly address: string; readonly messages: object } };
  readonly operations: object;
}

async function document(input = sampleInput()): Promise<Document> {
  const [file] = await asyncApiFiles(input);
  return JSON.parse(file!.content as string) as Document;
}

/** Validates the body of a message by its schema, with the JSON Schemas of the contract beside it. */
async function bodyValidator(message: string): Promise<(body: unknown) => boolean> {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  for (const { path, content } of await jsonSchemaFiles(sampleInput()))
    ajv.addSchema(JSON.parse(content as string) as AnySchema, `file:///${path.slice('libs/contracts/orders/'.length)}`);
  const whole = { ...(await document()), $id: 'file:///asyncapi.json' };
  ajv.addSchema(whole as AnySchema);
  return (body) => ajv.validate(`file:///asyncapi.json#/components/messages/${message}/payload/schema`, body);
}

const EVENT = new OrderPlaced({ orderId: '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10', state: 'OPEN', lines: [] });
const BODY = {
  id: '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f11',
  name: 'orders.OrderPlaced',
  version: 2,
  key: 'a',
  lane: 3,
  position: '17',
  occurredAt: '2026-01-31T12:00:00.000Z',
  payload: encodeMessage(EVENT),
  trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16) },
  earlier: { 1: { orderId: '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10', total: 0 } },
};

describe('the AsyncAPI document of a contract', () => {
  it('is valid AsyncAPI 3', async () => {
    // The meta schema of AsyncAPI brings that of JSON Schema itself.
    const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false });
    const validate = ajv.compile(META_SCHEMA);
    const generated = await document();
    expect(validate(generated) || validate.errors).toBe(true);
    expect(validate({ ...generated, operations: { publish: {} } })).toBe(false);
  });

  it('has one channel, since all events share the subjects of their context, and an operation per event', async () => {
    const { channels, operations } = await document();
    expect(channels.events.address).toBe('{prefix}events.orders.{lane}');
    expect(Object.keys(operations)).toEqual(['publishOrderPlaced']);
  });

  it('describes every version that is read, and the envelope around the content', async () => {
    const { channels } = await document();
    expect(Object.keys(channels.events.messages)).toEqual(['OrderPlaced.v1', 'OrderPlaced.v2']);
    const accepts = await bodyValidator('OrderPlaced.v2');
    expect(accepts(BODY)).toBe(true);
    expect(accepts({ ...BODY, payload: { orderId: 'x' } })).toBe(false);
    expect(accepts({ ...BODY, earlier: { 1: {} } })).toBe(false);
    expect(accepts({ ...BODY, version: 1 })).toBe(false);
    expect(accepts({ ...BODY, lane: 16 })).toBe(false);
  });

  it('is not written for a contract without events', async () => {
    expect(await asyncApiFiles({ ...sampleInput(), ...sampleContract([GetOrders]) })).toEqual([]);
  });
});
