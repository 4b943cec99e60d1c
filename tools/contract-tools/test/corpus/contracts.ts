import { command, contractError, event, query, roles, type MessageClass } from '@multilith/contract';
import { z } from 'zod';
import type { Consumer } from '../../src/workspace/consumers.js';

/** A change of a contract as a whole. */
export interface ContractChange {
  readonly change: string;
  readonly before: readonly MessageClass[];
  readonly after: readonly MessageClass[];
  /** Findings that are not compatible: `<verdict> <rule> <message>[ v<version>] <part>[ <path>]`. */
  readonly findings: readonly string[];
  readonly consumers?: readonly Consumer[];
}

const price = z.object({ total: z.int() });
const pence = z.object({ totalPence: z.int() });
const key = (): string => 'key';

class PlacedV1 extends event('corpus.Placed', { payload: price, key }) {}
const toPence = { 1: ({ total }: { total: number }) => ({ totalPence: total }) };
class PlacedV2 extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1 },
  upcast: toPence,
}) {}
class PlacedV2ForOldSubscribers extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1 },
  upcast: toPence,
  downcast: { 1: ({ totalPence }) => ({ total: totalPence }) },
}) {}
class PlacedV2WithoutUpcaster extends event('corpus.Placed', { version: 2, payload: pence, key }) {}
class PlacedV1Renamed extends event('corpus.Placed', { payload: pence, key }) {}
class PlacedV1Narrowed extends event('corpus.Placed', { payload: z.object({ total: z.int().min(1) }), key }) {}
class PlacedV2OnNarrowed extends event('corpus.Placed', {
  version: 2,
  payload: pence,
  key,
  earlier: { 1: PlacedV1Narrowed },
  upcast: toPence,
}) {}

class CountV1 extends query('corpus.Count', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
class CountV2 extends query('corpus.Count', {
  version: 2,
  input: z.object({ since: z.date() }),
  output: z.object({ count: z.int(), more: z.boolean() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({ since: new Date(0) }) },
}) {}
class CountV2Renamed extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ total: z.int() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({}) },
}) {}
class CountV2Converted extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ total: z.int() }),
  access: 'public',
  earlier: { 1: CountV1 },
  upcast: { 1: () => ({}) },
  downcast: { 1: ({ total }) => ({ count: total }) },
}) {}
class CountV2Alone extends query('corpus.Count', {
  version: 2,
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
class CountAsCommand extends command('corpus.Count', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}
class Total extends query('corpus.Total', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}

class Unknown extends contractError('corpus.Unknown', { data: z.object({ id: z.string() }), message: 'unknown' }) {}
class UnknownRenamed extends contractError('corpus.Unknown', {
  data: z.object({ ids: z.string() }),
  message: 'unknown',
}) {}
class Late extends contractError('corpus.Late', { message: 'late' }) {}
const ship = (
  access: Parameters<typeof command>[1]['access'],
  errors: Parameters<typeof command>[1]['errors'] = [],
): MessageClass => class extends command('corpus.Ship', { input: z.object({}), access, errors: errors! }) {};

const billing: Consumer = {
  message: 'corpus.Placed',
  version: 1,
  context: 'billing',
  part: 'module',
  files: ['libs/modules/billing/src/on-placed.ts'],
  subscription: { name: 'placed', start: 'beginning' },
};

const BOTH_SIDES = [
  'breaking field-renamed corpus.Placed v1 event total',
  'breaking field-renamed corpus.Placed v1 history total',
];

/** Messages, versions, access and errors that come and go. */
export const contracts: readonly ContractChange[] = [
  { change: 'nothing', before: [PlacedV1, CountV1], after: [PlacedV1, CountV1], findings: [] },
  { change: 'message added', before: [PlacedV1], after: [PlacedV1, CountV1], findings: [] },
  {
    change: 'event removed',
    before: [PlacedV1, CountV1],
    after: [CountV1],
    findings: ['breaking message-removed corpus.Placed message'],
  },
  {
    change: 'query removed',
    before: [PlacedV1, CountV1],
    after: [PlacedV1],
    findings: ['breaking message-removed corpus.Count message'],
  },
  {
    change: 'query renamed',
    before: [CountV1],
    after: [Total],
    findings: ['breaking message-removed corpus.Count message'],
  },
  {
    change: 'query → command',
    before: [CountV1],
    after: [CountAsCommand],
    findings: ['breaking message-kind corpus.Count message'],
  },

  { change: 'event field renamed in place', before: [PlacedV1], after: [PlacedV1Renamed], findings: BOTH_SIDES },
  {
    change: 'event version with an upcaster',
    before: [PlacedV1],
    after: [PlacedV2],
    findings: ['careful version-unpublished corpus.Placed v1 event'],
  },
  {
    change: 'event version with an upcaster, while code still names version 1',
    before: [PlacedV1],
    after: [PlacedV2],
    consumers: [billing],
    findings: ['breaking version-unpublished corpus.Placed v1 event'],
  },
  {
    change: 'event version with an upcaster and a downcast',
    before: [PlacedV1],
    after: [PlacedV2ForOldSubscribers],
    consumers: [billing],
    findings: [],
  },
  {
    change: 'event version without an upcaster',
    before: [PlacedV1],
    after: [PlacedV2WithoutUpcaster],
    findings: ['breaking upcaster-removed corpus.Placed v1 history'],
  },
  {
    change: 'upcaster removed later',
    before: [PlacedV2],
    after: [PlacedV2WithoutUpcaster],
    findings: ['breaking upcaster-removed corpus.Placed v1 history'],
  },
  {
    change: 'downcast removed',
    before: [PlacedV2ForOldSubscribers],
    after: [PlacedV2],
    findings: ['careful version-unpublished corpus.Placed v1 event'],
  },
  {
    change: 'earlier class narrowed beside the new version',
    before: [PlacedV1],
    after: [PlacedV2OnNarrowed],
    findings: ['breaking minimum corpus.Placed v1 history total', 'careful version-unpublished corpus.Placed v1 event'],
  },
  {
    change: 'event version lowered',
    before: [PlacedV2],
    after: [PlacedV1],
    findings: ['breaking version-lowered corpus.Placed v2 history'],
  },

  {
    change: 'query version that serves the earlier one',
    before: [CountV1],
    after: [CountV2],
    findings: ['careful version-added corpus.Count v2 version'],
  },
  {
    change: 'query version whose answer the earlier one cannot read',
    before: [CountV1],
    after: [CountV2Renamed],
    findings: [
      'breaking answer-not-served corpus.Count v1 answer count',
      'careful version-added corpus.Count v2 version',
    ],
  },
  {
    change: 'the same, with a converted answer',
    before: [CountV1],
    after: [CountV2Converted],
    findings: ['careful version-added corpus.Count v2 version'],
  },
  {
    change: 'query version that does not serve the earlier one',
    before: [CountV1],
    after: [CountV2Alone],
    findings: ['breaking version-removed corpus.Count v1 version', 'careful version-added corpus.Count v2 version'],
  },
  {
    change: 'earlier version of a query retired',
    before: [CountV2Converted],
    after: [CountV2Renamed, PlacedV1],
    findings: ['breaking answer-not-served corpus.Count v1 answer count'],
  },

  {
    change: 'access: public → signed-in principals',
    before: [ship('public')],
    after: [ship('authenticated')],
    findings: ['breaking access-narrowed corpus.Ship v1 access'],
  },
  {
    change: 'access: signed-in principals → public',
    before: [ship('authenticated')],
    after: [ship('public')],
    findings: ['careful access-widened corpus.Ship v1 access'],
  },
  {
    change: 'access: signed-in principals → a role',
    before: [ship('authenticated')],
    after: [ship(roles('sales'))],
    findings: ['breaking access-narrowed corpus.Ship v1 access'],
  },
  {
    change: 'access: a role → two roles',
    before: [ship(roles('sales'))],
    after: [ship(roles('sales', 'support'))],
    findings: ['careful access-widened corpus.Ship v1 access'],
  },
  {
    change: 'access: two roles → one',
    before: [ship(roles('sales', 'support'))],
    after: [ship(roles('sales'))],
    findings: ['breaking access-narrowed corpus.Ship v1 access'],
  },
  {
    change: 'access: roles in another order',
    before: [ship(roles('sales', 'support'))],
    after: [ship(roles('support', 'sales'))],
    findings: [],
  },
  {
    change: 'access: internal → public',
    before: [ship('internal')],
    after: [ship('public')],
    findings: ['careful access-widened corpus.Ship v1 access'],
  },
  {
    change: 'access: public → internal',
    before: [ship('public')],
    after: [ship('internal')],
    findings: ['breaking access-narrowed corpus.Ship v1 access'],
  },
  {
    change: 'access: internal → signed-in principals',
    before: [ship('internal')],
    after: [ship('authenticated')],
    findings: ['breaking access-narrowed corpus.Ship v1 access'],
  },

  {
    change: 'error added',
    before: [ship('public', [Unknown])],
    after: [ship('public', [Unknown, Late])],
    findings: ['careful error-added corpus.Ship v1 error corpus.Late'],
  },
  {
    change: 'error removed',
    before: [ship('public', [Unknown, Late])],
    after: [ship('public', [Unknown])],
    findings: [],
  },
  {
    change: 'data of an error renamed',
    before: [ship('public', [Unknown])],
    after: [ship('public', [UnknownRenamed])],
    findings: ['breaking field-renamed corpus.Unknown error id'],
  },
];
