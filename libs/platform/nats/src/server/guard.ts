import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input, which happens however this process ends, then kills the server and removes its
 * folder.
 */
const SCRIPT = 'cat >/dev/null; kill -9 "$0" 2>/dev/null; [ -z "$1" ] || rm -rf "$1"';

/**
 * Ensures that a server does not outlive this process, even if the process is killed. Does nothing on Windows, where a
 * killed process leaves its server behind.
 */
export function guardServer(pid: number, temporaryFolder: string | undefined): { release(): void } {
  if (process.platform === 'win32') return { release: () => {} };
  // Its own process group: Ctrl-C must reach only this process, which stops the server itself.
  const guard = spawn('sh', ['-c', SCRIPT, String(pid), temporaryFolder ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  (guard.stdin as typeof guard.stdin & { unref?(): void }).unref?.();
  return {
    release: () => {
      if (guard.pid === undefined) return;
      try {
        process.kill(-guard.pid, 'SIGKILL');
      } catch {
        // The process has already ended.
      }
    },
  };
}
