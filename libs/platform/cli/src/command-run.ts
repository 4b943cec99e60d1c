import type { Deployment } from './deployment.js';
import type { ParkedChoice } from './parked-choice.js';

/** What a command works with. */
export interface CommandRun {
  readonly deployment: Deployment;
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  readonly filter: ParkedChoice;
  /** Whether the answer is wanted as JSON. */
  readonly json: boolean;
  readonly out: (text: string) => void;
}

/** What a command works with that needs no databases of a deployment. */
export interface StandaloneRun {
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The working directory: the root of a workspace. */
  readonly folder: string;
  readonly out: (text: string) => void;
}
