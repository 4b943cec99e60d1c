import type { FormField } from '../form/form.js';

/** The values in the bytes of a message, not validated. */
export interface Parts {
  /** By field: a scalar, {@link Parts} of a message, a list of these, or a map of these by key. */
  readonly values: Map<FormField, unknown>;
  /** Numbers of the first fields that are not known. */
  readonly unknown: number[];
}

export const MAX_UNKNOWN = 5;

export const noParts = (): Parts => ({ values: new Map(), unknown: [] });
