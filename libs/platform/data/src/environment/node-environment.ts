import { MultilithError } from '@multilith/contract';

/** The environment of a process. Without `NODE_ENV`: development. */
export type NodeEnvironment = 'development' | 'test' | 'production';

const KNOWN: readonly string[] = ['development', 'test', 'production'] satisfies NodeEnvironment[];

/**
 * Reads `NODE_ENV`. Refuses unknown values: development has weaker security, so a typo like `prod` must not select it.
 *
 * @example const development = nodeEnvironment(process.env) !== 'production';
 * @throws MultilithError CONFIG_INVALID for any other value, also for another spelling of these
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

/** Whether `NODE_ENV` means development. An unknown value does not; for code that cannot throw. */
export const isDevelopment = ({ NODE_ENV: word }: NodeJS.ProcessEnv): boolean =>
  word === undefined || word === '' || word === 'development' || word === 'test';
