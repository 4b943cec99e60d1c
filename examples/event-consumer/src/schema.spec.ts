import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { artefactsOf, lockOf } from '@multilith/contract-tools';
import { expect, it } from 'vitest';
import { tickets } from './contract.js';

const FOLDER = 'examples/event-consumer';
const loaded = {
  ...{ folder: FOLDER, packageName: '@examples/event-consumer', context: tickets.name, contract: tickets },
  ...{ names: new Map(), previous: undefined, published: undefined },
};

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>;
}

it('the schema of the consumer is the generated one, without the field that came later', async () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const files = await artefactsOf({ root, loaded, lock: lockOf(loaded).lock });
  const file = files.find(({ path }) => path === `${FOLDER}/json-schema/TicketsSold.v1.json`)!;
  const generated = JSON.parse(String(file.content)) as Schema;
  const { channel, ...properties } = generated.properties;
  expect(channel).toBeDefined();
  const given: unknown = JSON.parse(await readFile(new URL('../schemas/TicketsSold.v1.json', import.meta.url), 'utf8'));
  expect(given).toEqual({ ...generated, properties });
});
