import type { Slot } from '@multilith/contract/lock';
import type { RawFinding } from '../finding.js';
import { findIn, type Direction, type Subject } from './direction.js';
import { findOnWire } from './wire.js';

/** Compares a schema before and after in one direction, as JSON and as protobuf. */
export function bothForms(direction: Direction, subject: Subject, before: Slot, after: Slot): RawFinding[] {
  const found = findIn(direction, subject, before, after);
  return [...found, ...findOnWire(direction, subject, before, after, found)];
}
