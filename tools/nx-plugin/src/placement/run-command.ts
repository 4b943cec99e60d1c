import { PlacementError } from './placement-error.js';

/** What a command prints, and whether it worked. */
export interface Outcome {
  readonly text: string;
  /** Default 0. */
  readonly exitCode?: number;
}

/** Runs a command, prints what it says and sets the exit code; a refusal is printed without a stack. */
export async function runCommand(command: () => Outcome | Promise<Outcome>): Promise<void> {
  try {
    const { text, exitCode = 0 } = await command();
    console.log(text);
    process.exitCode = exitCode;
  } catch (error) {
    if (!(error instanceof PlacementError)) throw error;
    console.error(`✗ ${error.message}`);
    process.exitCode = 1;
  }
}

/** Reads `--format`. @throws PlacementError PLACEMENT_ARGUMENT */
export function formatOf(word: string | undefined): 'text' | 'json' {
  if (word === undefined || word === 'text' || word === 'json') return word ?? 'text';
  throw new PlacementError(
    'PLACEMENT_ARGUMENT',
    `There is no format '${word}'.`,
    'Use --format=text or --format=json.',
  );
}
