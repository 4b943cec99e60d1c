import { Turn, type CallSender, type Refusal, type ReplyCarrier, type RunningCall } from '@multilith/mux';
import type { CallReply } from '@multilith/runtime/transport';
import type { IncomingLink } from '../link/incoming-link.js';
import { MAX_CONTENT_BYTES } from '../wire/limits.js';
import { MAX_REPLY_BYTES, replySize, type Outcome } from '../wire/reply.js';

/** Sends replies over the links that their calls came by; those of a turn to one process share a message. */
export class LinkReplies implements ReplyCarrier<IncomingLink> {
  readonly #turn = new Turn<IncomingLink>((link) => link.flush());

  reply({ id, request, message }: RunningCall<IncomingLink>, reply: CallReply, alone: boolean): void {
    const bytes = replySize(reply);
    if (bytes <= MAX_REPLY_BYTES) return this.#add(message.from.peer, id, reply, bytes, alone);
    const problem = `the reply to ${request.message} has ${bytes} bytes; the maximum is ${MAX_CONTENT_BYTES}`;
    this.refuse(message.from, id, { code: 'TOO_LARGE', mayHaveExecuted: true, problem });
  }

  refuse({ peer }: CallSender<IncomingLink>, id: number, refusal: Refusal): void {
    const reply = { refusal };
    this.#add(peer, id, reply, replySize(reply), false);
  }

  flush(): void {
    this.#turn.flush();
  }

  #add(link: IncomingLink, id: number, reply: Outcome, bytes: number, alone: boolean): void {
    if (link.reply({ id, reply, bytes })) this.#turn.add(link, alone);
  }
}
