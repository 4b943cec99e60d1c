/** A way to call another process over NATS: how one process answers, and how another asks. */
export interface System {
  readonly name: string;
  /** Answers `{ sku, quantity }` with `{ total }`. Resolves when calls arrive. */
  serve(url: string): Promise<void>;
  /** Connects and gives a function that makes one call. */
  connect(url: string): Promise<{ call(quantity: number): Promise<number> }>;
}

/** The work of the callee in all systems. */
export const price = ({ quantity }: { quantity: number }): { total: number } => ({ total: quantity * 2 });
