import { spawn } from 'node:child_process';

/** Waits until its input ends, which happens however we end, then takes away the server and its folder. */
const SCRIPT = 'cat >/dev/null; kill -9 "$0" 2>/dev/null; [ -z "$1" ] || rm -rf "$1"';

/**
 * Makes sure that a server does not outlive this process, even if that is killed. Does nothing on Windows, where a
 * killed process leaves its server behind.
 */
export function guardServer(pid: number, temporaryFolder: string | undefined): { release(): void } {
  if (process.platform === 'win32') return { release: () => {} };
  // A process group of its own: Ctrl-C is for us, and we end the server ourselves.
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
        // It has ended already.
      }
    },
  };
}
