type PlacementErrorCode =
  | 'PLACEMENT_ARGUMENT'
  | 'PLACEMENT_UNKNOWN_CONTEXT'
  | 'PLACEMENT_TRANSPORT'
  | 'PLACEMENT_UNREADABLE'
  | 'PLACEMENT_HALF_DONE'
  | 'PLACEMENT_EDITED'
  | 'PLACEMENT_NOT_READY'
  | 'PLACEMENT_WRITE_FAILED';

/** A context cannot be moved. Nothing was changed, unless the message says otherwise. */
export class PlacementError extends Error {
  override readonly name = 'PlacementError';

  constructor(
    /** Stands in docs/errors.md. */
    readonly code: PlacementErrorCode,
    /** What is wrong and where. */
    readonly problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${problem}\n${remedy}`, options);
  }
}
