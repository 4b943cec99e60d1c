import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EarlierCalls } from '@multilith/runtime/host';
import type { Meeting } from './meeting-place.js';
import '../../../../../tools/dev/built-code.mjs';

/** Outcome of an order: an answer, or a failure that no retry changes. */
export interface Outcome {
  readonly id: string;
  readonly answer?: { readonly cup?: string; readonly cups?: readonly string[]; readonly sugar?: number };
  readonly code?: string;
  readonly mayHaveExecuted?: boolean;
  readonly problem?: string;
}

/** A host in its own process that was built from one revision of the contract. */
export class SkewHost {
  private constructor(
    readonly revision: number,
    private readonly child: ChildProcess,
  ) {}

  /** @param database URL of the database */
  static async start(
    host: 'kitchen' | 'hall',
    revision: number,
    database: string,
    meeting: Meeting,
  ): Promise<SkewHost> {
    const program = fileURLToPath(new URL('skew-host.mjs', import.meta.url));
    // Specs resolve packages to TypeScript sources through an export condition; this process has only Node.
    const child = fork(program, [JSON.stringify({ host, revision, database, ...meeting })], { execArgv: [] });
    const [word] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if (word !== 'ready') throw new Error(`the process of ${host} ended with ${String(word)}`);
    return new SkewHost(revision, child);
  }

  /** Waits for so many more outcomes, and returns those since the call. */
  async next(more: number): Promise<readonly Outcome[]> {
    return (await this.#ask<{ outcomes: Outcome[] }>({ more })).outcomes;
  }

  /** Stops the orders of a hall and returns their outcomes; its subscription continues. */
  async stopOrdering(): Promise<readonly Outcome[]> {
    return (await this.#ask<{ outcomes: Outcome[] }>({ quiet: true })).outcomes;
  }

  /** Finishes running calls and stops the host. Returns the outcomes of a hall, and the earlier versions that a kitchen served. */
  async stop(): Promise<{ readonly outcomes: readonly Outcome[]; readonly earlierCalls: readonly EarlierCalls[] }> {
    const ended = once(this.child, 'exit');
    const report = await this.#ask<{ outcomes: Outcome[]; earlierCalls: EarlierCalls[] }>({ stop: true });
    await ended;
    return report;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async #ask<Report>(question: object): Promise<Report> {
    const answer = Promise.race([once(this.child, 'message'), once(this.child, 'exit')]);
    this.child.send(question);
    const [report] = (await answer) as [Report];
    if (typeof report !== 'object' || report === null) throw new Error(`the host ended with ${String(report)}`);
    return report;
  }
}
