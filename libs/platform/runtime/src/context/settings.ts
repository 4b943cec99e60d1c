import { MultilithError } from '@multilith/contract';

/**
 * Reads settings of a context from the environment, for its module file. A value that makes no sense is the mistake of
 * the person who starts the host, so it is reported like any other: with a code, and without a stack.
 *
 * @param read throws an error that names the variable and says what it may be
 * @param env default: that of this process
 *
 * @throws MultilithError `CONFIG_INVALID` with the message of what `read` threw
 *
 * @example { provide: Mailer, useFactory: () => Mailer.open(settings(mailSettings)) }
 */
export function settings<Settings>(
  read: (env: NodeJS.ProcessEnv) => Settings,
  env: NodeJS.ProcessEnv = process.env,
): Settings {
  try {
    return read(env);
  } catch (cause) {
    if (cause instanceof MultilithError) throw cause;
    throw new MultilithError('CONFIG_INVALID', (cause as Error).message, 'Or leave it out for the default.', { cause });
  }
}
