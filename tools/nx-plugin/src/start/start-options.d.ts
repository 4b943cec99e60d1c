/** What `npm start -- --help` prints. */
export const HELP: string;

/** What the command line of `npm start` asks for. */
export interface StartOptions {
  readonly help: boolean;
  /** The one host to start. Default: all of them. */
  readonly host: string | undefined;
  /** Processes per host. Default: one each. */
  readonly instances: ReadonlyMap<string, number>;
  /** First port for debuggers. Default: none. */
  readonly inspect: number | undefined;
}

/**
 * Reads the arguments of `npm start`.
 *
 * @throws Error with what is wrong, in one sentence
 */
export function startOptions(args: readonly string[]): StartOptions;
