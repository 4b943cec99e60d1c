import type { Deployment } from './deployment.js';
import type { ParkedChoice } from './parked-choice.js';

/** Input of a command. */
export interface CommandRun {
  readonly deployment: Deployment;
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  readonly filter: ParkedChoice;
  /** Whether to print JSON. */
  readonly json: boolean;
  readonly out: (text: string) => void;
}

/** Input of a command that does not connect to the databases of a deployment. */
export interface StandaloneRun {
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The working directory: the root of a workspace. */
  readonly folder: string;
  readonly out: (text: string) => void;
}
