import { readdirSync, readFileSync } from 'node:fs';

/** Unit of the times in `/proc/<pid>/stat`, in milliseconds: Linux fixes USER_HZ to 100. */
const TICK_MS = 10;

/** Work of some processes. */
export interface ProcessWork {
  /** User and system time of all threads, in milliseconds. */
  readonly cpuMs: number;
  /** How often their threads have waited for something and were woken. */
  readonly wakeUps: number;
}

/** A reading of the counters of some processes. Needs `/proc`, so Linux. */
export class WorkReading {
  readonly #byPid: ReadonlyMap<number, ProcessWork>;

  private constructor(byPid: ReadonlyMap<number, ProcessWork>) {
    this.#byPid = byPid;
  }

  static of(pids: Iterable<number>): WorkReading {
    return new WorkReading(new Map([...pids].map((pid) => [pid, workOf(pid)])));
  }

  /** Returns the work since an earlier reading. Processes that ended in between do not count. */
  since(before: WorkReading): ProcessWork {
    let cpuMs = 0;
    let wakeUps = 0;
    for (const [pid, now] of this.#byPid) {
      const then = before.#byPid.get(pid);
      cpuMs += Math.max(0, now.cpuMs - (then?.cpuMs ?? 0));
      wakeUps += Math.max(0, now.wakeUps - (then?.wakeUps ?? 0));
    }
    return { cpuMs, wakeUps };
  }
}

function workOf(pid: number): ProcessWork {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, wakeUps: wakeUpsOf(pid) };
  } catch {
    return { cpuMs: 0, wakeUps: 0 };
  }
}

function wakeUpsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }, 0);
}
