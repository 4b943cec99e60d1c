/** The program of a host, and the processes that run it. */
export interface HostProgram {
  /** Name of the host, as in the topology. */
  readonly host: string;
  /** The file that Node runs. */
  readonly file: string;
  /** One process for each entry, with these variables in addition to the common ones. */
  readonly instances: readonly Readonly<Record<string, string>>[];
}

/** One process of a host. */
export interface HostInstance {
  readonly host: string;
  /** Unique name of this process: `orders`, or `orders#2` if there are several. */
  readonly label: string;
  /** Number of this process within its host, from 0. Default: 0. */
  readonly instance?: number;
  readonly file: string;
  /** Its complete environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether its lines are prefixed with its label or passed on unchanged. Default: labelled. */
  readonly output?: 'labelled' | 'inherited';
  /** Port for debuggers on this machine. Default: no port. */
  readonly inspectPort?: number | undefined;
}

/**
 * Returns every process of the programs.
 * @param envOf variables of a process in addition to those of its program; `instance` counts within the host, from 0
 * @param inspectPort port for debuggers. Default: no port
 */
export const instancesOf = (
  programs: readonly HostProgram[],
  envOf: (host: string, instance: number) => NodeJS.ProcessEnv,
  inspectPort: (host: string, instance: number) => number | undefined = () => undefined,
): HostInstance[] =>
  programs.flatMap(({ host, file, instances }) =>
    instances.map((env, index) => ({
      host,
      label: instances.length === 1 ? host : `${host}#${index + 1}`,
      file,
      instance: index,
      env: { ...envOf(host, index), ...env },
      inspectPort: inspectPort(host, index),
    })),
  );
