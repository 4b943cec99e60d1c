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
const INSTEAD: readonly JsonValue[] = [
  null,
  '',
  'x',
  ' y ',
  '😀'.repeat(30),
  -1,
  0,
  1.5,
  2 ** 53,
  true,
  [],
  {},
  '2026-02-30',
  '-7',
];

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

/** How many variants the contract refuses and the schema accepts: rules in code, trimming and such. */
function compare(
  validate: ValidateFunction,
  example: JsonValue,
  read: Canonical,
): { read: number; looser: JsonValue[] } {
  const all = [example, ...variants(example)];
  const looser: JsonValue[] = [];
  let count = 0;
  for (const json of all) {
    const written = attempt(read)(json);
    if (written === undefined) {
      if (validate(json)) looser.push(json);
      continue;
    }
    count++;
    expect([written, validate(written), validate.errors]).toEqual([written, true, null]);
  }
  return { read: count, looser };
}

describe.each(folders)('the JSON Schemas of %s', (folder) => {
  it('accept whatever the contract writes, and refuse what it refuses but for rules in code', async () => {
    const { contract } = (await loadContract(ROOT, folder))!;
    let compared = 0;
    for (const type of contract.messages.values()) {
      const { name, version, input, output, kind } = definitionOf(type)!;
      const file = `${name.split('.')[1]!}.v${version}`;
      const content = encodeMessage(new type(exampleOf(input, { fields: 'all' }) as never));
      const onContent = compare(validatorOf(folder, `${file}.json`), content, (json) =>
        encodeMessage(decodeMessage(type, json)),
      );
      expect([name, onContent.looser.filter((json) => !isRuleInCode(json))]).toEqual([name, []]);
      compared += onContent.read;
      if (kind === 'event' || !existsSync(join(ROOT, folder, 'json-schema', `${file}.answer.json`))) continue;
      const answer = encodeOutput(type, output.parse(exampleOf(output, { fields: 'all' })));
      const onAnswer = compare(validatorOf(folder, `${file}.answer.json`), answer, (json) =>
        encodeOutput(type as MessageClass, decodeOutput(type, json)),
      );
      expect([name, onAnswer.looser.filter((json) => !isRuleInCode(json))]).toEqual([name, []]);
      compared += onAnswer.read;
    }
    expect(compared).toBeGreaterThan(0);
  });
});
