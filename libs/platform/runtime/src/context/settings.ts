import { MultilithError } from '@multilith/contract';

/**
 * Reads settings of a context from the environment, for its module file. An invalid value is reported as a
 * configuration error: with a code, and without a stack.
 *
 * @param read parses the environment; throws an error that names the variable and its allowed values
 * @param env the environment. Default: `process.env`
 *
 * @throws MultilithError `CONFIG_INVALID` with the message of the error that `read` threw
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
