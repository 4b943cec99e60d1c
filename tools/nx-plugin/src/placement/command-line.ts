import { parseArgs } from 'node:util';
import { closest } from './closest.js';
import { PlacementError } from './placement-error.js';

/** What a flag may be: on or off, or a word. */
export type Flags = Readonly<Record<string, 'boolean' | 'string'>>;

/** What was typed. */
export interface Typed {
  readonly context: string;
  readonly is: (flag: string) => boolean;
  readonly word: (flag: string) => string | undefined;
}

/**
 * Reads a command line as Nx passes it on: it writes `--dryRun` for `--dry-run` and `--dry-run=true` for a bare flag.
 * @throws PlacementError PLACEMENT_ARGUMENT
 */
export function readCommandLine(command: string, args: readonly string[], flags: Flags): Typed {
  const given = args.flatMap((arg) => normal(command, arg, flags));
  const parsed = parseArgs({
    args: given,
    allowPositionals: true,
    options: Object.fromEntries(Object.entries(flags).map(([name, type]) => [name, { type }])),
  });
  const [context, ...more] = parsed.positionals;
  if (context === undefined) throw wrong(`\`nx ${command}\` needs the name of a context.`, usage(command, flags));
  if (more.length > 0)
    throw wrong(`\`nx ${command}\` takes one context, not also ${more.join(', ')}.`, usage(command, flags));
  return {
    context,
    is: (flag) => parsed.values[flag] === true,
    word: (flag) => parsed.values[flag] as string | undefined,
  };
}

/** How a command is called, in one line. */
export const usage = (command: string, flags: Flags): string =>
  `Usage: nx ${command} <context> ${Object.entries(flags)
    .map(([name, type]) => (type === 'boolean' ? `[--${name}]` : `[--${name}=…]`))
    .join(' ')}`;

function normal(command: string, arg: string, flags: Flags): string[] {
  const [, typed, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (typed === undefined) return [arg];
  const flag = typed.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const type = flags[flag];
  if (type === undefined) {
    const meant = closest(flag, Object.keys(flags));
    throw wrong(`\`nx ${command}\` has no flag --${flag}.`, meant ? `Did you mean --${meant}?` : usage(command, flags));
  }
  if (type === 'string') {
    if (value) return [`--${flag}=${value}`];
    throw wrong(`--${flag} needs a value, as in --${flag}=…`, usage(command, flags));
  }
  if (value === undefined || value === 'true') return [`--${flag}`];
  if (value === 'false') return [];
  throw wrong(`--${flag} is '${value}'.`, 'It is on when given, and takes no value.');
}

const wrong = (problem: string, remedy: string): PlacementError =>
  new PlacementError('PLACEMENT_ARGUMENT', problem, remedy);
