/** Limits of an order of the shop; see the contract of `orders` and the shared value types. */
export const LIMITS = {
  skuLength: 40,
  customerLength: 64,
  nameLength: 200,
  countryLength: 60,
  quantity: 1_000_000,
  linesPerOrder: 2_000,
  /** Largest order total in pence. */
  orderTotal: 10_000_000_000,
} as const;

/** Limits for reading a file: an untrusted file can unpack to far more than its header declares. */
export interface FileLimits {
  /** Most data rows. Every usable row is kept until the end. */
  readonly rows: number;
  /** Most bytes that one byte of a compressed file may unpack to. */
  readonly ratio: number;
}

/** Both editions of the data set fit: 541,909 and 1,067,371 rows, packed to about an eighth. */
export const DEFAULT_FILE_LIMITS: FileLimits = { rows: 2_000_000, ratio: 100 };

/** Different cells that a file may have whatever the limit of its rows. The larger edition has about 75,000. */
const DIFFERENT_CELLS = 500_000;

/** Maximum number of distinct cells: each is kept once, and costs several times as much as a row of known cells. */
export const maxDifferentCells = ({ rows }: FileLimits): number => Math.max(DIFFERENT_CELLS, Math.floor(rows / 4));

/** Longest text of a rejected cell that is kept for the report, in characters. */
export const MAX_REJECTED_CELL = 100;
