import { GrpcError } from '../grpc-error.js';

/** Port of hosts for which no other is set. */
export const DEFAULT_PORT = 50_051;

const MAX_PORT = 65_535;
const MAX_WEIGHT = 1_000_000;

/** Where instances of a host are: a name may have several addresses, one for each. */
export interface HostAddress {
  /** A DNS name or an IP address. */
  readonly name: string;
  readonly port: number;
  /** Share of the calls, relative to the other addresses of the host. */
  readonly weight: number;
}

/** Hosts and their addresses, as `GRPC_HOSTS` lists them. */
export class HostAddresses {
  readonly #listed = new Map<string, readonly HostAddress[]>();

  /** @throws GrpcError `GRPC_CONFIG` */
  constructor(text = '') {
    for (const entry of text.split(';').map((each) => each.trim())) {
      if (entry === '') continue;
      const [, host, addresses] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
      if (host === undefined || addresses === undefined) throw unreadable(`the entry '${entry}'`);
      this.#listed.set(
        host.trim(),
        addresses.split(',').map((address) => hostAddress(address.trim())),
      );
    }
  }

  /** Returns the addresses of a host. Default: its name at the default port. */
  of(host: string): readonly HostAddress[] {
    return this.#listed.get(host) ?? [{ name: host, port: DEFAULT_PORT, weight: 1 }];
  }
}

/** Reads `name:port*weight`, of which only the name is required; IPv6 addresses are in brackets. */
function hostAddress(text: string): HostAddress {
  const match = /^(?:\[([\da-f:.]+)\]|([^:*[\]\s/]+))(?::(\d+))?(?:\*(\d+))?$/i.exec(text);
  if (!match) throw unreadable(`the address '${text}'`);
  const [, address, name, port, weight] = match;
  return {
    name: (address ?? name)!,
    port: port === undefined ? DEFAULT_PORT : within(port, MAX_PORT, text),
    weight: weight === undefined ? 1 : within(weight, MAX_WEIGHT, text),
  };
}

function within(digits: string, most: number, text: string): number {
  const number = Number(digits);
  if (number < 1 || number > most) throw unreadable(`the address '${text}'`);
  return number;
}

const unreadable = (what: string): GrpcError =>
  new GrpcError(
    'GRPC_CONFIG',
    `GRPC_HOSTS cannot be read: ${what}.`,
    'Write it like orders=10.0.0.7:50051*9,10.0.0.8:50051*1;payments=payments.internal:50051.',
  );
