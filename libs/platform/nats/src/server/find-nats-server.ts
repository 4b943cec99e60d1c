import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NatsError } from '../nats-error.js';

/**
 * Finds the nats-server program: `NATS_SERVER`, else the first on the PATH.
 *
 * @throws NatsError `NATS_SERVER_MISSING`
 */
export function findNatsServer(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['NATS_SERVER'];
  if (named) {
    if (isProgram(named)) return named;
    throw missing(`NATS_SERVER is ${named}, which is no program that can be started.`);
  }
  const name = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder && isProgram(file)) return file;
  }
  throw missing('There is no nats-server: NATS_SERVER is not set, and no folder of PATH has one.');
}

const missing = (problem: string): NatsError =>
  new NatsError(
    'NATS_SERVER_MISSING',
    problem,
    'Install one (brew install nats-server, apt-get install nats-server, or a download from ' +
      'https://github.com/nats-io/nats-server/releases) and set NATS_SERVER to its path, or name a running server in NATS_URL.',
  );

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
