import { MultilithError } from '@multilith/contract';

/** What a process runs for. Without `NODE_ENV` it is development. */
export type NodeEnvironment = 'development' | 'test' | 'production';

const KNOWN: readonly string[] = ['development', 'test', 'production'] satisfies NodeEnvironment[];

/**
 * Reads `NODE_ENV`. A word that is not known is refused: development opens doors that production keeps shut, so a slip like
 * `prod` must not open them.
 *
 * @example const development = nodeEnvironment(process.env) !== 'production';
 * @throws MultilithError CONFIG_INVALID for any other word, also for another spelling of these
 */
export function nodeEnvironment({ NODE_ENV: word }: NodeJS.ProcessEnv): NodeEnvironment {
  if (word === undefined || word === '') return 'development';
  if (KNOWN.includes(word)) return word as NodeEnvironment;
  throw new MultilithError(
    'CONFIG_INVALID',
    `NODE_ENV is ${JSON.stringify(word)}.`,
    `Set it to one of ${KNOWN.join(', ')}, or not at all for development.`,
  );
}

/** Whether a word of `NODE_ENV` stands for development. One that is not known does not, for code that cannot refuse it. */
export const isDevelopment = ({ NODE_ENV: word }: NodeJS.ProcessEnv): boolean =>
  word === undefined || word === '' || word === 'development' || word === 'test';
