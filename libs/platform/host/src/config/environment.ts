import { MultilithError } from '@multilith/contract';

/**
 * Reads a whole number from an environment variable.
 * @throws MultilithError CONFIG_INVALID if it is not a whole number, or larger than `max`
 */
export function integerFromEnv(env: NodeJS.ProcessEnv, name: string, byDefault: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text);
  throw invalid(name, text, `an integer from 0 to ${max}`);
}

/**
 * Reads one of several words from an environment variable.
 * @throws MultilithError CONFIG_INVALID for any other word
 */
export function oneOfFromEnv<Word extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  words: readonly Word[],
  byDefault: Word,
): Word {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  const found = words.find((word) => word === text);
  if (found) return found;
  throw invalid(name, text, `one of ${words.join(', ')}`);
}

const invalid = (name: string, text: string, wanted: string): MultilithError =>
  new MultilithError('CONFIG_INVALID', `${name} is '${text}'.`, `Set it to ${wanted}, or not at all.`);
