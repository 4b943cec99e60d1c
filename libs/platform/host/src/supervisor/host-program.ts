/** The program of a host, and the processes that run it. */
export interface HostProgram {
  /** Name of the host, as in the topology. */
  readonly host: string;
  /** The file that Node runs. */
  readonly file: string;
  /** One process for each, with these variables over those that all hosts have. */
  readonly instances: readonly Readonly<Record<string, string>>[];
}

/** One process of a host. */
export interface HostInstance {
  readonly host: string;
  /** Name of this process among all: `orders`, and where there are several `orders#2`. */
  readonly label: string;
  readonly file: string;
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether its lines begin with its label, or are passed on as they are. Default: labelled. */
  readonly output?: 'labelled' | 'inherited';
  /** Port for debuggers on this machine. Default: none. */
  readonly inspectPort?: number | undefined;
}

/**
 * Every process that the programs ask for.
 * @param envOf what a host has beside the variables of its instances
 * @param inspectPort port for debuggers. Default: none
 */
export const instancesOf = (
  programs: readonly HostProgram[],
  envOf: (host: string) => NodeJS.ProcessEnv,
  inspectPort: (host: string, instance: number) => number | undefined = () => undefined,
): HostInstance[] =>
  programs.flatMap(({ host, file, instances }) =>
    instances.map((env, index) => ({
      host,
      label: instances.length === 1 ? host : `${host}#${index + 1}`,
      file,
      env: { ...envOf(host), ...env },
      inspectPort: inspectPort(host, index),
    })),
  );
