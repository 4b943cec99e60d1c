import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { FREE, OURS, THEIRS, type Answer, type Shared, type Task } from './shared.js';

/** Longest wait for a file that the other thread has begun, in milliseconds; then it is read here. */
const PATIENCE_MS = 10_000;

/**
 * Reads on a second core the files that the first has not come to yet. Parsing is most of what a check without a cache
 * does. Code that goes through the files stays as synchronous as without it.
 */
export class SecondReader {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #claims: Int32Array<SharedArrayBuffer>;
  readonly #sent: Int32Array<SharedArrayBuffer>;
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #answers = new Map<string, Answer>();

  /** @param tasks in the order in which they will be asked for */
  constructor(tasks: readonly Task[]) {
    const { port1, port2 } = new MessageChannel();
    this.#numbers = new Map(tasks.map(({ path }, number) => [path, number]));
    this.#claims = new Int32Array(new SharedArrayBuffer(tasks.length * Int32Array.BYTES_PER_ELEMENT));
    this.#sent = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.#port = port1;
    const workerData: Shared = { tasks, claims: this.#claims, sent: this.#sent, port: port2 };
    this.#worker = new Worker(new URL('./reader-thread.js', import.meta.url), { workerData, transferList: [port2] });
    // What it leaves unread is read here, whatever the reason.
    this.#worker.on('error', () => {});
    this.#worker.unref();
    this.#port.unref();
  }

  /** What the other thread has read of a file; `undefined` when the caller is to read it. */
  take(path: string): Answer | undefined {
    const number = this.#numbers.get(path);
    if (number === undefined || Atomics.compareExchange(this.#claims, number, FREE, OURS) === FREE) return undefined;
    for (;;) {
      const seen = Atomics.load(this.#sent, 0);
      this.#receive();
      const answer = this.#answers.get(path);
      if (answer) return answer;
      if (Atomics.load(this.#claims, number) !== THEIRS) return undefined;
      if (Atomics.wait(this.#sent, 0, seen, PATIENCE_MS) === 'timed-out') return undefined;
    }
  }

  end(): void {
    this.#port.close();
    void this.#worker.terminate();
  }

  #receive(): void {
    for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port))
      for (const answer of got.message as Answer[]) this.#answers.set(answer.path, answer);
  }
}
