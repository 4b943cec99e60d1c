import type { NatsOptions } from '@multilith/nats';
import type { TransportConnector } from '@multilith/runtime/transport';

/** The network between the office and the hosts of the store, over one transport; a spec controls all of its traffic. */
export interface Network {
  /** Name of the transport. */
  readonly transport: 'nats' | 'grpc';
  /** Connects the office. */
  readonly office: TransportConnector;
  /** Returns what connects a host of the store. */
  store(limits?: NatsOptions['limits']): TransportConnector;
  /** Returns what a host of the store in another process needs to connect. */
  settings(): Readonly<Record<string, string>>;
  /** Takes a host of the store in another process. @returns a function that removes it */
  joined(port: number | undefined): Promise<() => void>;
  /** Returns how many messages with calls to the store the office has sent since the previous call. */
  takeCalls(): number;
  /** Blocks all traffic of the office, in both directions, until {@link release}. */
  hold(): void;
  release(): void;
  /** Breaks the connections of the office. They are opened again, unless the network is held. */
  cut(): void;
  close(): Promise<void>;
}
