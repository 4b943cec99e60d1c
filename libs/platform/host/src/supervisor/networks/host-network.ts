/** What hosts on one machine need to reach each other over one transport. */
export interface HostNetwork {
  /** Name of the transport, as people write it. */
  readonly name: string;
  /** Where it is and how tools use it, for the announcement. */
  readonly description: string;
  /** Whether it is a server, which is stopped after the hosts. */
  readonly isServer: boolean;
  /**
   * Returns the variables of a process with which it takes part.
   *
   * @param host name of the host
   * @param instance number of the process within its host, from 0
   */
  envOf(host: string, instance: number): Readonly<Record<string, string>>;
  /** Returns the address at which a process can be reached; `undefined` if others do not connect to it. */
  addressOf?(host: string, instance: number): string | undefined;
  stop(): Promise<void>;
}
