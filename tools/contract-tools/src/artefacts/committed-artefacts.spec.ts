import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { BufFolder } from './protobuf/buf.fixture.js';
import { ownFiles } from './protobuf/own-files.fixture.js';

const CONTRACTS = fileURLToPath(new URL('../../../../libs/contracts/', import.meta.url));

/** Contracts of this workspace that have a lock. */
const contexts = readdirSync(CONTRACTS).filter((name) => existsSync(join(CONTRACTS, name, 'src/contract.lock.json')));

/** Files below a folder of a contract, by their path in it. */
function filesIn(context: string, folder: string): Record<string, string> {
  const place = join(CONTRACTS, context, folder);
  const paths = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(?:proto|json)$/.test(path),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(place, path), 'utf8')]));
}

describe('the committed artefacts of the contracts', () => {
  it('are proto files that pass `buf lint` STANDARD together, and `buf format`', () => {
    const files = Object.assign({}, ...contexts.map((context) => filesIn(context, 'proto'))) as Record<string, string>;
    expect(Object.keys(files).length).toBeGreaterThanOrEqual(contexts.length);
    expect(new BufFolder(files).findings()).toBe('');
  });

  it('are descriptor sets that equal what `buf build` makes of the texts', () => {
    const files = Object.assign({}, ...contexts.map((context) => filesIn(context, 'proto'))) as Record<string, string>;
    const built = ownFiles(fromBinary(FileDescriptorSetSchema, new BufFolder(files).build()));
    const ours = contexts.flatMap((context) => {
      const set = readFileSync(join(CONTRACTS, context, 'proto', `${context}.binpb`));
      return ownFiles(fromBinary(FileDescriptorSetSchema, set));
    });
    expect(ours).toEqual(built);
  });

  it.each(contexts)('are JSON Schemas that a strict validator compiles: %s', (context) => {
    const ajv = new Ajv2020({ strict: true, strictTuples: false });
    addFormats.default(ajv);
    for (const [path, text] of Object.entries(filesIn(context, 'json-schema')))
      expect([path, typeof ajv.compile(JSON.parse(text) as AnySchema)]).toEqual([path, 'function']);
  });
});
