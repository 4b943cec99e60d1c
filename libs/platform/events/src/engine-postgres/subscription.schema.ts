import type { PlatformTables } from '@multilith/data';

/**
 * Tables for the subscriptions of a context, in its own schema.
 *
 * - `subscription`: the wanted events per publisher. Tools compute undelivered events from it by SQL alone.
 *   `orphaned_since` is set when a start of the context no longer declares it.
 * - `subscription_cursor`: the position per lane; `owner` and `token` are the lease of the lane. The cursor moves in
 *   the transaction of the handler's effects, by compare-and-set on position and token. `attempts` counts attempts at
 *   the event `attempt_position`.
 * - `parked_event`: parked events, by reference to the publisher's journal. `parked` waits for an operator, `retry` is
 *   scheduled for another attempt, `waiting` is queued behind an earlier event of its key.
 * - `host_heartbeat`: live hosts. A lease is valid while the heartbeat of its owner is.
 *
 * Run it with the context's schema as the only entry of `search_path`.
 */
const subscriptionSchema = `
CREATE TABLE subscription (
  name text NOT NULL,
  publisher text NOT NULL,
  events text[] NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  orphaned_since timestamptz,
  PRIMARY KEY (name, publisher)
);

CREATE TABLE subscription_cursor (
  subscription text NOT NULL,
  publisher text NOT NULL,
  lane smallint NOT NULL,
  epoch text NOT NULL,
  position bigint NOT NULL,
  token bigint NOT NULL DEFAULT 0,
  owner text,
  attempt_position bigint,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (subscription, publisher, lane),
  FOREIGN KEY (subscription, publisher) REFERENCES subscription ON DELETE CASCADE
) WITH (fillfactor = 50);

CREATE TABLE parked_event (
  subscription text NOT NULL,
  publisher text NOT NULL,
  lane smallint NOT NULL,
  key text NOT NULL,
  position bigint NOT NULL,
  event_id uuid NOT NULL,
  name text NOT NULL,
  status text NOT NULL CHECK (status IN ('parked', 'waiting', 'retry')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  parked_at timestamptz NOT NULL DEFAULT now(),
  retry_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subscription, publisher, lane, key, position),
  FOREIGN KEY (subscription, publisher) REFERENCES subscription ON DELETE CASCADE
);

CREATE TABLE host_heartbeat (
  host text PRIMARY KEY,
  subscriptions text[] NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
`;

/** Characters of a key that are indexed. A PostgreSQL index entry takes at most 2,704 bytes. */
export const KEY_PREFIX_LENGTH = 100;

/** Returns SQL for the indexed prefix of the key of a `parked_event` row; compare the whole key as well. */
export const keyPrefix = (row: string): string => `left(${row}.key, ${KEY_PREFIX_LENGTH})`;

/**
 * Adds failure details and keys of any length: `parked_event` is indexed by position, its queues by a prefix of the
 * key. `attempted_since` is the time of the first attempt at the event `attempt_position`.
 */
const failureSchema = `
ALTER TABLE subscription_cursor ADD COLUMN attempted_since timestamptz;
ALTER TABLE parked_event
  ADD COLUMN last_stack text,
  ADD COLUMN first_failed_at timestamptz,
  ADD COLUMN last_failed_at timestamptz,
  DROP CONSTRAINT parked_event_pkey,
  ADD PRIMARY KEY (subscription, publisher, lane, position);
CREATE INDEX parked_event_queue ON parked_event (subscription, publisher, lane, left(key, ${KEY_PREFIX_LENGTH}), position);
`;

/**
 * Adds why an event was parked and the version it was stored in, and which host has stopped a subscription that can read
 * none of the events of a publisher. A stop counts while the heartbeat of that host is valid.
 */
const unreadableSchema = `
ALTER TABLE parked_event
  ADD COLUMN reason text CHECK (reason IN ('failed', 'unreadable', 'interrupted', 'missing')),
  ADD COLUMN version integer;
ALTER TABLE subscription
  ADD COLUMN stopped_by text,
  ADD COLUMN stopped_since timestamptz,
  ADD COLUMN stopped_problem text;
`;

/** The tables of subscriptions, which refer to the tables of `@multilith/data`. */
export const EVENTS_TABLES: PlatformTables = {
  package: 'events',
  steps: [subscriptionSchema, failureSchema, unreadableSchema],
};
