import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const CONTRACTS = fileURLToPath(new URL('../../../libs/contracts/', import.meta.url));

/** Checks messages on NATS by the generated AsyncAPI document of a context, as a program without our packages would. */
export function messageSchemas(context: string): {
  /** What the document does not allow in the body and headers of a message. */
  faults(body: { readonly name: string; readonly version: number }, headers: object): unknown[];
} {
  const folder = join(CONTRACTS, context);
  const read = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  for (const name of readdirSync(join(folder, 'json-schema')))
    ajv.addSchema(read(`json-schema/${name}`) as AnySchema, `file:///json-schema/${name}`);
  ajv.addSchema({ ...read('asyncapi.json'), $id: 'file:///asyncapi.json' });
  const check = (pointer: string, value: unknown): unknown[] =>
    ajv.validate(`file:///asyncapi.json#/components/${pointer}`, value) ? [] : ajv.errors!;
  return {
    faults: (body, headers) => [
      ...check(`messages/${body.name.split('.')[1]}.v${body.version}/payload/schema`, body),
      ...check('schemas/StreamHeaders/schema', headers),
    ],
  };
}
