import type { ComposeService } from '../deployment-files/compose-file.js';
import type { Places } from '../deployment-files/workspace-places.js';

/** A deployment as the checks see it: what its files say, and how to reach its servers. */
export interface InspectedDeployment {
  /** The folder of the workspace. */
  readonly folder: string;
  readonly places: Places;
  /** Hosts with the environment that each gets. */
  readonly hosts: readonly InspectedHost[];
  /** The file with secrets, and what it holds; `undefined`: everything comes from the environment of this process. */
  readonly secretsFile: string | undefined;
  /** What the file, or this process, has. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The compose file and its services; `undefined`: the deployment has none. */
  readonly compose: { readonly text: string; readonly services: readonly ComposeService[] } | undefined;
  /** Host and port, from here, of a server at another address inside the deployment. */
  reach(kind: 'database' | 'nats', address: Address): Address;
}

export interface InspectedHost {
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Address {
  readonly host: string;
  readonly port: string;
}

/** Contexts that a host runs. */
export const contextsOf = ({ contexts, topology }: Places, host: string, main: string): readonly string[] =>
  contexts.filter((context) => (topology[context] ? context : main) === host);

/** Whether an address is that of a service in the compose file: what is sent there stays on one machine. */
export const isService = ({ compose }: InspectedDeployment, host: string): boolean =>
  compose?.services.some(({ name }) => name === host) === true;

/** Whether a name is that of this machine alone. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host);
