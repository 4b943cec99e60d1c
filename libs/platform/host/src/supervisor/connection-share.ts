/** The embedded server takes 200; some are for tools, and for setting up schemas. */
const OF_EMBEDDED = 180;
/** A PostgreSQL as it is installed takes 100. */
const OF_OTHERS = 80;
/** What a host takes by itself. */
const BY_DEFAULT = 40;

/**
 * The most connections that each of several processes may open, so that together they do not ask for more than their
 * server takes. `DATABASE_POOL_TOTAL` says otherwise.
 *
 * @param embedded whether the server is the embedded one
 */
export const connectionShare = (processes: number, embedded: boolean): number =>
  Math.min(BY_DEFAULT, Math.floor((embedded ? OF_EMBEDDED : OF_OTHERS) / Math.max(1, processes)));
