import type { ComposeService } from '../deployment-files/compose-file.js';
import { MAIN_HOST } from '@multilith/runtime/host';
import { uses, type Places } from '../deployment-files/workspace-places.js';

/** A deployment as the checks see it: the content of its files, and the addresses of its servers. */
export interface InspectedDeployment {
  /** The folder of the workspace. */
  readonly folder: string;
  readonly places: Places;
  /** Hosts with the environment of each. */
  readonly hosts: readonly InspectedHost[];
  /** The file with secrets and its content; `undefined`: all settings come from the environment of this process. */
  readonly secretsFile: string | undefined;
  /** Variables of the file, or of this process. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The compose file and its services; `undefined`: the deployment has no compose file. */
  readonly compose: { readonly text: string; readonly services: readonly ComposeService[] } | undefined;
  /** Addresses of gRPC servers as seen from this machine, in the form of `GRPC_HOSTS`; `undefined`: those of the hosts. */
  readonly grpc: string | undefined;
  /** Returns the address, as seen from this machine, of a server whose address inside the deployment is given. */
  reach(kind: 'database' | 'nats' | 'grpc', address: Address): Address;
}

export interface InspectedHost {
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Address {
  readonly host: string;
  readonly port: string;
}

/**
 * Whether a host connects a transport. A host may call over another transport than it is called by, which only the code
 * of its contexts says: then its settings decide.
 *
 * @param setting variable that only hosts with this transport have
 */
export function connects(places: Places, { name, env }: InspectedHost, transport: string, setting: string): boolean {
  if (!uses(places, transport)) return false;
  return name === MAIN_HOST || places.topology[name]?.transport === transport || Boolean(env[setting]);
}

/** Returns the contexts that a host runs. */
export const contextsOf = ({ contexts, topology }: Places, host: string, main: string): readonly string[] =>
  contexts.filter((context) => (topology[context] ? context : main) === host);

/** Whether an address belongs to a service of the compose file, so that traffic stays on one machine. */
export const isService = ({ compose }: InspectedDeployment, host: string): boolean =>
  compose?.services.some(({ name }) => name === host) === true;

/** Whether a name is a loopback name or address. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host);
