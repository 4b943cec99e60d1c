/** What the two processes of a shop need to reach each other. */
export interface Network {
  /** The variables of a host. */
  envOf(host: 'monolith' | 'orders'): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
