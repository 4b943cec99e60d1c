import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of a measurement. It ends when its parent process does, or disconnects. */
export class Child {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Starts a program and waits for its first message. */
  static async start(program: URL, args: readonly string[]): Promise<Child> {
    const child = new Child(fork(fileURLToPath(program), args));
    await child.#answer();
    return child;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Sends a question and waits for the next message of the process. */
  ask<T>(question: object): Promise<T> {
    const answer = this.#answer<T>();
    this.#process.send(question);
    return answer;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Waits until the process has ended. */
  async ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }

  stop(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  /** Waits for a message; fails if the process ends before. */
  async #answer<T>(): Promise<T> {
    const child = this.#process;
    const end = new AbortController();
    const early = once(child, 'exit', { signal: end.signal }).then(() => {
      throw new Error(`A process of the measurement ended with ${child.exitCode ?? child.signalCode}.`);
    });
    try {
      const [message] = (await Promise.race([once(child, 'message', { signal: end.signal }), early])) as [T];
      return message;
    } finally {
      end.abort();
      early.catch(() => {});
    }
  }
}
