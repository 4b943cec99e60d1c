// The contract of the kitchen in three revisions, as a team releases them one after the other:
// 1: Brew version 1. 2: Brew version 2, with version 1 served; Brewed version 2, with version 1 read and published.
// 3: Brew version 2 alone; version 1 was retired.
import { command, contract, definitionOf, event, query } from '@multilith/contract';
import { shapeOf } from '@multilith/contract/lock';
import { z } from 'zod';

const id = z.string();
const BrewV1Shape = { input: z.object({ id }), output: z.object({ cup: z.string() }), access: 'public' };
const BrewedV1Shape = { payload: z.object({ id }), key: (brewed) => brewed.id };
const BrewShape = {
  version: 2,
  input: z.object({ ids: z.array(id).min(1), sugar: z.int() }),
  output: z.object({ cups: z.array(z.string()), sugar: z.int() }),
  access: 'public',
};
const earlierBrew = {
  upcast: { 1: (v1) => ({ ids: [v1.id], sugar: 0 }) },
  downcast: { 1: ({ cups }) => ({ cup: cups[0] }) },
};
const BrewedShape = {
  version: 2,
  payload: z.object({ ids: z.array(id), sugar: z.int() }),
  key: ({ ids }) => ids[0],
  upcast: { 1: (v1) => ({ ids: [v1.id], sugar: 0 }) },
  downcast: { 1: ({ ids }) => ({ id: ids[0] }) },
};
const menu = (output) => ({ input: z.object({}), output, access: 'public' });

/** Returns the classes of a revision; `Brew` and `Brewed` are its current versions. */
export function revision(number) {
  const isFirst = number === 1;
  class BrewV1 extends command('kitchen.Brew', BrewV1Shape) {}
  class BrewV2 extends command('kitchen.Brew', {
    ...BrewShape,
    ...(number === 2 ? { earlier: { 1: BrewV1 }, ...earlierBrew } : {}),
  }) {}
  class BrewedV1 extends event('kitchen.Brewed', BrewedV1Shape) {}
  class BrewedV2 extends event('kitchen.Brewed', { ...BrewedShape, earlier: { 1: BrewedV1 } }) {}
  // Compatible within its version: every revision adds a field to the answer that may be left out.
  const dishes = Object.fromEntries(
    ['tea', 'milk', 'scones'].slice(0, number).map((name) => [name, z.int().optional()]),
  );
  class Menu extends query('kitchen.Menu', menu(z.object(dishes))) {}

  const [Brew, Brewed] = isFirst ? [BrewV1, BrewedV1] : [BrewV2, BrewedV2];
  const lock = lockOf([Brew, Brewed, Menu], number);
  return { Brew, Brewed, Menu, kitchen: contract('kitchen', [Brew, Brewed, Menu], { lock }) };
}

/** A lock as the generator would write it; fields are numbered in their order. */
function lockOf(types, revision) {
  const locked = (status, { kind, version, input, output, access }) => ({
    status,
    fingerprint: `${version}${String(revision).padStart(15, '0')}`,
    input: shapeOf(input).shape,
    ...(kind !== 'event' && { output: shapeOf(output) }),
    errors: [],
    ...(access && { access }),
  });
  const messages = types.map(definitionOf).map((message) => {
    const earlier = [...message.earlier].map(([version, { type }]) => [version, locked('earlier', definitionOf(type))]);
    const versions = Object.fromEntries([...earlier, [message.version, locked('current', message)]]);
    return [message.name.slice('kitchen.'.length), { kind: message.kind, versions }];
  });
  return { format: 1, context: 'kitchen', messages: Object.fromEntries(messages), errors: {} };
}
