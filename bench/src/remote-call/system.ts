/** A way to call another process over NATS: how one process answers, and how another asks. */
export interface System {
  readonly name: string;
  /** Answers `{ sku, quantity }` with `{ sku, quantity, total }`. Resolves when calls arrive. */
  serve(url: string): Promise<void>;
  /** Connects and gives a function that makes one call. */
  connect(url: string): Promise<{ call(quantity: number): Promise<number> }>;
}

/** What is priced. */
export interface Priced {
  readonly sku: string;
  readonly quantity: number;
}

/** The work of the callee in all systems. */
export const price = ({ sku, quantity }: Priced): Priced & { total: number } => ({
  sku,
  quantity,
  total: quantity * 2,
});
