import { command, contractError, event, query, type MessageClass } from '@multilith/contract';
import { z } from 'zod';

const price = z.object({ total: z.int() });
const pence = z.object({ totalPence: z.int() });
const key = (): string => 'key';

export class PlacedV1 extends event('corpus.Placed', { payload: price, key }) {}
const toPence = { 1: ({ total }: { total: number }) => ({ totalPence: total }) };
export class PlacedV2 extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1 },
  upcast: toPence,
}) {}
export class PlacedV2ForOldSubscribers extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1 },
  upcast: toPence,
  downcast: { 1: ({ totalPence }) => ({ total: totalPence }) },
}) {}
export class PlacedV2WithoutUpcaster extends event('corpus.Placed', { version: 2, payload: pence, key }) {}
export class PlacedV1Renamed extends event('corpus.Placed', { payload: pence, key }) {}
export class PlacedV1Narrowed extends event('corpus.Placed', { payload: z.object({ total: z.int().min(1) }), key }) {}
export class PlacedV2OnNarrowed extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1Narrowed },
  upcast: toPence,
}) {}

export class CountV1 extends query('corpus.Count', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
export class CountV2 extends query('corpus.Count', {
  version: 2,
  input: z.object({ since: z.date() }),
  output: z.object({ count: z.int(), more: z.boolean() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({ since: new Date(0) }) },
}) {}
export class CountV2Renamed extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ total: z.int() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({}) },
}) {}
export class CountV2Converted extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ total: z.int() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({}) },
  downcast: { 1: ({ total }) => ({ count: total }) },
}) {}
export class CountV2Alone extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
export class CountAsCommand extends command('corpus.Count', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
export class Total extends query('corpus.Total', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}

export class Unknown extends contractError('corpus.Unknown', {
  data: z.object({ id: z.string() }),
  message: 'unknown',
}) {}
export class UnknownRenamed extends contractError('corpus.Unknown', {
  data: z.object({ ids: z.string() }),
  message: 'unknown',
}) {}
export class Late extends contractError('corpus.Late', { message: 'late' }) {}
/** A command with this access and these errors. */
export const ship = (
  access: Parameters<typeof command>[1]['access'],
  errors: Parameters<typeof command>[1]['errors'] = [],
): MessageClass => class extends command('corpus.Ship', { input: z.object({}), access, errors: errors! }) {};
