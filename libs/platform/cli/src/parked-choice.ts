import { UsageError } from './usage-error.js';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Selects the parked events of a command; omitted fields do not restrict it. */
export interface ParkedChoice {
  readonly key?: string;
  /** UUID of one event. */
  readonly eventId?: string;
  /** Whether every parked event of the subscription may be selected. */
  readonly all: boolean;
}

/** @throws UsageError if `--event` is not a UUID */
export function parkedChoice({
  key,
  event,
  all = false,
}: {
  key?: string;
  event?: string;
  all?: boolean;
}): ParkedChoice {
  if (event !== undefined && !UUID.test(event))
    throw new UsageError(`--event is '${event}'. Give the id of an event, as multilith parked lists it.`);
  return { all, ...(key === undefined ? {} : { key }), ...(event === undefined ? {} : { eventId: event }) };
}
