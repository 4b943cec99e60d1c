import type { Slot } from '@multilith/contract/lock';
import type { FindingPart, RawFinding } from '../finding.js';
import type { Subject } from './direction.js';

/** Compares the protobuf forms of a schema. */
export function findOnWire(_part: FindingPart, _subject: Subject, _before: Slot, _after: Slot): RawFinding[] {
  return [];
}
