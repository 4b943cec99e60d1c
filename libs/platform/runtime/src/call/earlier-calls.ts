import type { Caller } from '@multilith/contract';
import { callerText } from './caller-text.js';
import type { BoundMessage } from './remote-callee.js';

/** Calls of one caller to an earlier version of a message, since the host started. */
export interface EarlierCalls {
  /** Name of the message, like `orders.PlaceOrder`. */
  readonly message: string;
  /** The version that was sent. */
  readonly version: number;
  /** The current version, which handled it. */
  readonly current: number;
  /** Name of the caller: a context, `the API of orders`, or a host. */
  readonly caller: string;
  readonly calls: number;
  readonly lastAt: Date;
}

const LOG_INTERVAL_MS = 60 * 60 * 1_000;
/** Maximum number of callers that are counted apart; a host chooses the names of its edges. */
const MAX_CALLERS = 1_000;
const OTHERS = '(others)';

interface Count {
  calls: number;
  lastAt: number;
  loggedAt: number;
  /** Calls since the last line in the log. */
  notLogged: number;
}

/**
 * Counts the calls to earlier versions of messages, so that a team sees when a version is unused and can be removed. A
 * caller is logged when it calls first, and once per hour after that.
 */
export class EarlierVersionCalls {
  readonly #counts = new Map<string, Count & Omit<EarlierCalls, 'calls' | 'lastAt'>>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Counts a call; does nothing for a call to the current version. */
  add({ definition, current }: BoundMessage, caller: Caller, now = Date.now()): void {
    if (!current) return;
    const { name: message, version } = definition;
    const count = this.#countOf(message, version, current.definition.version, callerText(caller));
    count.calls++;
    count.notLogged++;
    count.lastAt = now;
    if (now - count.loggedAt < LOG_INTERVAL_MS) return;
    const times = count.notLogged === 1 ? 'once' : `${count.notLogged} times`;
    count.loggedAt = now;
    count.notLogged = 0;
    this.#log(
      `${count.caller} sent version ${version} of ${message} (${times} since this was last logged), which version ${count.current} handles. Version ${version} can be removed when no caller is left.`,
    );
  }

  /** Returns the calls so far, by message, version and caller. */
  get all(): readonly EarlierCalls[] {
    return [...this.#counts.values()].map(({ message, version, current, caller, calls, lastAt }) => ({
      message,
      version,
      current,
      caller,
      calls,
      lastAt: new Date(lastAt),
    }));
  }

  #countOf(
    message: string,
    version: number,
    current: number,
    caller: string,
  ): Count & Pick<EarlierCalls, 'caller' | 'current'> {
    const key = `${message} ${version} ${caller}`;
    const known = this.#counts.get(key);
    if (known) return known;
    if (this.#counts.size >= MAX_CALLERS && caller !== OTHERS) return this.#countOf(message, version, current, OTHERS);
    const count = { message, version, current, caller, calls: 0, lastAt: 0, loggedAt: -Infinity, notLogged: 0 };
    this.#counts.set(key, count);
    return count;
  }
}
