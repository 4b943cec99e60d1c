import { Logger } from '@nestjs/common';
import { LogLimit } from '@multilith/runtime/transport';
import { tlsProblem } from '../tls/tls-problem.js';
import { endReason } from '../link/end-reason.js';
import type { LinkEnd } from '../link/outgoing-link.js';

const OK = 0;

/** Logs links to an instance that are lost and restored, and secure connections that fail. */
export class LinkLog {
  readonly #log = new Logger('gRPC');
  readonly #limit = new LogLimit();
  /** Description of the instance. */
  readonly #instance: string;
  #isLost = false;

  constructor(host: string, address: string) {
    this.#instance = `the host ${host} at ${address}`;
  }

  up(): void {
    if (this.#isLost) this.#log.log(`The link to ${this.#instance} is restored.`);
    this.#isLost = false;
  }

  /** @param wasUp whether calls could be sent over the link */
  ended({ code, problem }: LinkEnd, wasUp: boolean): void {
    if (wasUp && code !== OK) {
      this.#isLost = true;
      this.#log.warn(`The link to ${this.#instance} ended: ${endReason(problem)}. It will be reopened.`);
      return;
    }
    const tls = wasUp ? undefined : tlsProblem(problem);
    if (tls === undefined || this.#limit.admit(tls) === undefined) return;
    this.#log.error(
      `GRPC_TLS: No secure connection to ${this.#instance}: ${tls}. Calls to it fail until there is one.`,
    );
  }
}
