import { journalLimits, ServedCalls, type CallingProcess, type CallLimits, type ServedContext } from '@multilith/mux';
import type { Receiver } from '@multilith/runtime/transport';
import type { IncomingLink } from '../link/incoming-link.js';
import type { LinkPermissions } from '../permissions/link-permissions.js';
import type { CallGroup } from '../wire/caller-frame.js';
import type { Channel } from '../wire/control.js';
import { LinkReplies } from './link-replies.js';

/** The contexts whose calls and journal requests this process answers over links. */
export class ServedContexts {
  readonly #limits: CallLimits;
  readonly #permissions: LinkPermissions;
  readonly #replies = new LinkReplies();
  readonly #calls = new ServedCalls<IncomingLink>(this.#replies);
  readonly #contexts: Record<Channel, Map<string, ServedContext<IncomingLink>>> = {
    call: new Map(),
    journal: new Map(),
  };

  #takesCalls = true;

  constructor(limits: CallLimits, permissions: LinkPermissions) {
    this.#limits = limits;
    this.#permissions = permissions;
  }

  /** Names of the contexts of a channel. */
  names(channel: Channel): string[] {
    return [...this.#contexts[channel].keys()];
  }

  serve(channel: Channel, context: string, receive: Receiver): void {
    const limits = channel === 'journal' ? journalLimits(this.#limits) : this.#limits;
    this.#contexts[channel].set(context, this.#calls.serve(context, receive, limits));
  }

  connect(link: IncomingLink): CallingProcess<IncomingLink> {
    return this.#calls.connect(link.host, link);
  }

  disconnect({ process }: IncomingLink): void {
    this.#calls.disconnect(process);
  }

  /** Handles calls to a context. Each gets a reply. @param bytes size of their message */
  arrived(from: CallingProcess<IncomingLink>, { context, channel, calls }: CallGroup, bytes: number): void {
    const served = this.#contexts[channel].get(context);
    const refusal = this.#refusal(from.host, channel, context, served);
    const message = refusal === undefined ? served!.open(from, bytes) : undefined;
    if (!message) {
      const problem = refusal ?? 'too many hosts call it';
      const code = refusal === undefined ? 'OVERLOADED' : 'UNREACHABLE';
      for (const { id } of calls) this.#replies.refuse(from, id, { code, mayHaveExecuted: false, problem });
      return;
    }
    for (const call of calls)
      if ('problem' in call) served!.malformed(from, call.id, false, call.problem);
      else served!.admit(message, call.id, call.request);
    served!.run(message);
  }

  /** Refuses calls from now on: callers have been asked to send no more, and the others must not hold up the drain. */
  refuseCalls(): void {
    this.#takesCalls = false;
  }

  /** Resolves once no call is running, and all replies are sent. */
  async settled(): Promise<void> {
    await this.#calls.settled();
    this.#replies.flush();
  }

  #refusal(host: string, channel: Channel, context: string, served: unknown): string | undefined {
    if (!this.#takesCalls) return 'this host is shutting down';
    if (served === undefined) return `${context} is not served at this address`;
    const may = channel === 'call' ? 'mayCall' : 'mayFollow';
    return this.#permissions[may](host, context)
      ? undefined
      : `${host} may not ${channel === 'call' ? 'call' : 'follow'} ${context}`;
  }
}
