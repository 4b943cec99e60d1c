import { readdirSync, readFileSync } from 'node:fs';

/** Unit of the times in `/proc/<pid>/stat`, in milliseconds: Linux fixes USER_HZ to 100. */
const TICK_MS = 10;

/** Work of some processes since they started. */
export interface ProcessWork {
  /** User and system time of all threads, in milliseconds. */
  readonly cpuMs: number;
  /** How often their threads have waited for something and were woken. */
  readonly wakeUps: number;
}

/** Returns the work of processes that run. Those that have ended count as idle. Needs `/proc`, so Linux. */
export function workOf(pids: Iterable<number>): ProcessWork {
  let cpuMs = 0;
  let wakeUps = 0;
  for (const pid of pids) {
    cpuMs += cpuOf(pid);
    wakeUps += wakeUpsOf(pid);
  }
  return { cpuMs, wakeUps };
}

/** Returns the difference of two readings of the same processes. */
export const between = (before: ProcessWork, after: ProcessWork): ProcessWork => ({
  cpuMs: after.cpuMs - before.cpuMs,
  wakeUps: after.wakeUps - before.wakeUps,
});

/** User and system time of a process, in milliseconds. */
function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

function wakeUpsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
      const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
      return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    }, 0);
  } catch {
    return 0;
  }
}
