import { spawn } from 'node:child_process';

/**
 * Source text of a separate process: it waits until its standard input ends, which happens however this process ends,
 * and then removes an ephemeral server with its folder.
 */
const SCRIPT = `
  const { readFileSync, rmSync } = require('node:fs');
  const [folder] = process.argv.slice(1);
  const pid = () => { try { return Number(readFileSync(folder + '/cluster/postmaster.pid', 'utf8').split('\\n')[0]); } catch { return 0; } };
  const alive = (p) => { try { process.kill(p, 0); return true; } catch { return false; } };
  process.stdin.on('end', () => {
    const server = pid();
    if (server) try { process.kill(server, 'SIGQUIT'); } catch {}
    const until = Date.now() + 5000;
    const clear = () => {
      if (server && alive(server) && Date.now() < until) return setTimeout(clear, 20);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    clear();
  }).resume();
`;

/** Ensures that an ephemeral database does not outlive this process, even if the process is killed. */
export function guardEphemeral(folder: string): { release(): void } {
  const guard = spawn(process.execPath, ['-e', SCRIPT, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  (guard.stdin as typeof guard.stdin & { unref?(): void }).unref?.();
  return { release: () => void guard.stdin.end() };
}
