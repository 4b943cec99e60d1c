import { roles, type MessageClass } from '@multilith/contract';
import type { Consumer } from '../../src/workspace/consumers.js';
import {
  CountAsCommand,
  CountV1,
  CountV2,
  CountV2Alone,
  CountV2Converted,
  CountV2Renamed,
  Late,
  PlacedV1,
  PlacedV1Renamed,
  PlacedV2,
  PlacedV2ForOldSubscribers,
  PlacedV2OnNarrowed,
  PlacedV2WithoutUpcaster,
  Total,
  Unknown,
  UnknownRenamed,
  ship,
} from './contract-classes.js';

/** A change of a contract as a whole. */
export interface ContractChange {
  readonly change: string;
  readonly before: readonly MessageClass[];
  readonly after: readonly MessageClass[];
  /** Findings that are not compatible: `<verdict> <rule> <message>[ v<version>] <part>[ <path>]`. */
  readonly findings: readonly string[];
  readonly consumers?: readonly Consumer[];
}

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
    change: 'error renamed',
    before: [ship('public', [Unknown])],
    after: [ship('public', [Late])],
    findings: ['careful error-added corpus.Ship v1 error corpus.Late'],
  },
  {
    change: 'data of an error renamed',
    before: [ship('public', [Unknown])],
    after: [ship('public', [UnknownRenamed])],
    findings: ['breaking field-renamed corpus.Unknown error id'],
  },
];
