import type { ParkedReason } from '../engine/parked-reason.js';
import type { ParkedEventRow, ParkedStatus } from '../engine/ports.js';

/** A row of `parked_event`. */
export interface ParkedRow {
  readonly subscription: string;
  readonly publisher: string;
  readonly lane: number;
  readonly key: string;
  readonly position: string;
  readonly event_id: string;
  readonly name: string;
  readonly version: number | null;
  readonly status: ParkedStatus;
  readonly reason: ParkedReason | null;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly last_stack: string | null;
  readonly first_failed_at: Date | null;
  readonly last_failed_at: Date | null;
  readonly parked_at: Date;
}

export const toParkedEvent = (row: ParkedRow): ParkedEventRow => ({
  subscription: row.subscription,
  publisher: row.publisher,
  lane: row.lane,
  key: row.key,
  position: BigInt(row.position),
  eventId: row.event_id,
  name: row.name,
  version: row.version ?? undefined,
  status: row.status,
  // Rows from before reasons were recorded have an error and no reason.
  reason: row.reason ?? (row.last_error === null ? undefined : 'failed'),
  attempts: row.attempts,
  lastError: row.last_error ?? undefined,
  lastStack: row.last_stack ?? undefined,
  firstFailedAt: row.first_failed_at ?? undefined,
  lastFailedAt: row.last_failed_at ?? undefined,
  parkedAt: row.parked_at,
});
