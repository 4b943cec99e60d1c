import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../../dev/built-code.mjs';
import {
  decodeMessage,
  decodeOutput,
  definitionOf,
  encodeMessage,
  encodeOutput,
  type JsonValue,
  type MessageClass,
} from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { exampleOf } from '../src/examples/example-of.js';
import { loadContract } from '../src/workspace/load-contract.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folders = readdirSync(join(ROOT, 'libs/contracts'))
  .map((name) => `libs/contracts/${name}`)
  .filter((folder) => existsSync(join(ROOT, folder, 'src/contract.lock.json')));

/** What stands in for a value, to find where a contract and its JSON Schema disagree. */
const INSTEAD: readonly JsonValue[] = [null, '', 'x', ' y ', '😀'.repeat(30), -1, 1.5, 2 ** 53, true, [], {}];

/** A JSON value with each of its parts replaced, left out or added to in turn. */
function variants(json: JsonValue): JsonValue[] {
  if (Array.isArray(json))
    return [
      ...INSTEAD,
      [...json, ...json],
      ...json.flatMap((item, i) => variants(item).map((other) => json.with(i, other))),
    ];
  if (typeof json !== 'object' || json === null) return [...INSTEAD];
  const without = Object.keys(json).map((name) =>
    Object.fromEntries(Object.entries(json).filter(([key]) => key !== name)),
  );
  const changed = Object.entries(json).flatMap(([name, value]) =>
    variants(value).map((other) => ({ ...json, [name]: other })),
  );
  return [...INSTEAD, { ...json, unknownField: 1 }, ...without, ...changed];
}

function validatorOf(folder: string, file: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTuples: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(ROOT, folder, 'json-schema', file), 'utf8')) as AnySchema);
}

/** Reads JSON as the contract does; `undefined` if it refuses it. Returns what the contract would write. */
type Canonical = (json: JsonValue) => JsonValue | undefined;

const attempt =
  (read: Canonical): Canonical =>
  (json) => {
    try {
      return read(json);
    } catch {
      return undefined;
    }
  };

/** What a contract and its schema make of the variants of an example. */
interface Compared {
  /** Number of variants that the contract reads. */
  readonly read: number;
  /** What the contract writes and the schema refuses. */
  readonly narrower: unknown[];
  /** What the contract refuses and the schema accepts. */
  readonly looser: unknown[];
}

function compare(example: JsonValue, read: Canonical, validate: ValidateFunction): Compared {
  const compared: Compared = { read: 0, narrower: [], looser: [] };
  let count = 0;
  for (const json of [example, ...variants(example)]) {
    const written = attempt(read)(json);
    if (written !== undefined) count++;
    if (written === undefined && validate(json)) compared.looser.push(json);
    if (written !== undefined && !validate(written)) compared.narrower.push(written);
  }
  return { ...compared, read: count };
}

/** A message or answer with the shape in the lock, an example and what reads it. */
interface Part {
  readonly file: string;
  readonly shape: object;
  readonly example: JsonValue;
  readonly read: Canonical;
}

function partsOf(type: MessageClass, lock: ContractLock): Part[] {
  const { name, version, input, output } = definitionOf(type)!;
  const own = name.slice(lock.context.length + 1);
  const locked = lock.messages[own]!.versions[version]!;
  const content = {
    file: `${own}.v${version}.json`,
    shape: locked.input,
    example: encodeMessage(new type(exampleOf(input, { fields: 'all' }) as never)),
    read: (json: JsonValue) => encodeMessage(decodeMessage(type, json)),
  };
  if (!locked.output || locked.output.shape.type === 'void') return [content];
  const answer = {
    file: `${own}.v${version}.answer.json`,
    shape: locked.output,
    example: encodeOutput(type, output.parse(exampleOf(output, { fields: 'all' }))),
    read: (json: JsonValue) => encodeOutput(type, decodeOutput(type, json)),
  };
  return [content, answer];
}

describe.each(folders)('the JSON Schemas of %s', (folder) => {
  it('accept whatever the contract writes, and refuse what it refuses', async () => {
    const { contract, previous } = (await loadContract(ROOT, folder))!;
    for (const type of contract.messages.values())
      for (const { file, shape, example, read } of partsOf(type, previous!)) {
        const found = compare(example, read, validatorOf(folder, file));
        expect([file, found.read > 0, found.narrower]).toEqual([file, true, []]);
        // JSON Schema cannot express rules in code, such as that no item is listed twice.
        if (!JSON.stringify(shape).includes('"refined":')) expect([file, found.looser]).toEqual([file, []]);
      }
  });
});
