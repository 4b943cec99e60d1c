import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { artefactsOf, lockOf } from '@multilith/contract-tools';
import type { ContractLock } from '@multilith/contract/lock';
import { expect, it } from 'vitest';
import lock from './ratings.lock.json' with { type: 'json' };
import { ratings } from './ratings.contract.js';

const FOLDER = 'examples/python-context';
const loaded = {
  ...{ folder: FOLDER, packageName: '@examples/python-context', context: ratings.name, contract: ratings },
  ...{ names: new Map(), previous: lock as unknown as ContractLock, published: undefined },
};

it('the lock and the proto file are the generated ones', async () => {
  const generated = lockOf(loaded);
  expect(generated).toEqual({ lock, faults: [] });
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const files = await artefactsOf({ root, loaded, lock: generated.lock });
  const proto = files.find(({ path }) => path.endsWith('.proto'))!;
  expect(await readFile(new URL(`../../../${proto.path}`, import.meta.url), 'utf8')).toBe(proto.content);
});
