import { MultilithError } from '@multilith/contract';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';

/**
 * Fails early if another process listens on the port, before a database is started unnecessarily.
 *
 * @throws MultilithError PORT_TAKEN, with the process if it can be determined
 */
export async function requireFreePort(port: number, host: string, variable = 'PORT'): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
  } catch (error) {
    throw portError(error, port, host, variable);
  }
}

/**
 * Returns a readable error for a port that cannot be listened on; other errors are returned unchanged.
 * @param variable the environment variable that sets the port
 */
export function portError(error: unknown, port: number, host: string, variable = 'PORT'): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const owner = ownerOf(port);
    return new MultilithError(
      'PORT_TAKEN',
      `Port ${port} is taken${owner ? ` by ${owner}` : ''}.`,
      `Stop that process, or take another port: ${variable}=${port + 1} npm start`,
      { cause: error },
    );
  }
  if (code === 'EACCES')
    return new MultilithError(
      'PORT_FORBIDDEN',
      `Port ${port} is not open to this user.`,
      `Take one above 1023: ${variable}=3000 npm start`,
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new MultilithError(
      'HOST_UNKNOWN',
      `This machine has no address ${host}.`,
      'Set HOST to one of its addresses, or not at all.',
      { cause: error },
    );
  return error;
}

/** Finds the process with `ss` or `lsof`; either may be missing. */
function ownerOf(port: number): string | undefined {
  const quietly = (command: string, args: string[]): string => {
    try {
      return execFileSync(command, args, { encoding: 'utf8', timeout: 1000, stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      return '';
    }
  };
  const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(quietly('ss', ['-Hltnp', `sport = :${port}`])) ?? [];
  if (name) return `${name} (process ${pid})`;
  const [, ownerPid, command] =
    /^p(\d+)\nc(.+)$/m.exec(quietly('lsof', ['-nP', '-Fpc', `-iTCP:${port}`, '-sTCP:LISTEN'])) ?? [];
  return command ? `${command} (process ${ownerPid})` : undefined;
}
