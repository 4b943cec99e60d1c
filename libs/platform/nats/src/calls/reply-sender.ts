import {
  FRAME_BYTES,
  SHARED_MESSAGE_BYTES,
  Turn,
  type CallSender,
  type Refusal,
  type ReplyCarrier,
  type RunningCall,
} from '@multilith/mux';
import type { CallReply } from '@multilith/runtime/transport';
import { byteSize } from '../wire/byte-size.js';
import { refusalElement, replyElement, signOfLife } from '../wire/reply.js';
import { WIRE_VERSION } from '../wire/request.js';
import type { BrokerClient } from './broker-client.js';
import type { Inbox } from './inboxes.js';

/** Sends the replies of one turn to the same inbox together. Without a connection they wait for the next one. */
export class ReplySender implements ReplyCarrier<Inbox> {
  readonly #client: BrokerClient;
  /** Inboxes with replies that are not sent yet. */
  readonly #waiting = new Set<Inbox>();
  readonly #turn = new Turn<Inbox>((inbox) => this.#send(inbox));

  constructor(client: BrokerClient) {
    this.#client = client;
  }

  reply(call: RunningCall<Inbox>, reply: CallReply, alone: boolean): void {
    let element = replyElement(call.id, reply);
    const { maxPayload } = this.#client;
    const most = maxPayload - FRAME_BYTES;
    if (byteSize(element, most) > most) {
      const problem = `the reply to ${call.request.message} is larger than the ${maxPayload} bytes that the NATS server takes`;
      element = refusalElement(call.id, 'TOO_LARGE', true, problem);
    }
    this.#add(call.message.from.peer, element, alone);
  }

  refuse(to: CallSender<Inbox>, id: number, { code, mayHaveExecuted, problem }: Refusal): void {
    this.#add(to.peer, refusalElement(id, code, mayHaveExecuted, problem), false);
  }

  signOfLife(call: RunningCall<Inbox>, debugging: boolean): void {
    // Without a connection the signs of life would be sent later, when they may be wrong.
    if (this.#client.connected) this.#add(call.message.from.peer, signOfLife(call.id, debugging), false);
  }

  /** Sends everything at once: at the end of a drain, or after a reconnect. */
  flush(): void {
    this.#turn.flush();
    for (const inbox of this.#waiting) this.#send(inbox);
  }

  #add(inbox: Inbox, element: string, alone: boolean): void {
    if (inbox.elements.push(element) === 1) this.#turn.add(inbox, alone);
  }

  #send(inbox: Inbox): void {
    if (!this.#client.connected) return void this.#waiting.add(inbox);
    this.#waiting.delete(inbox);
    const { elements } = inbox;
    inbox.elements = [];
    let text = '';
    let bytes = 0;
    for (const element of elements) {
      const size = byteSize(element, SHARED_MESSAGE_BYTES);
      if (text && bytes + size > SHARED_MESSAGE_BYTES) {
        this.#client.publish(inbox.subject, `[${WIRE_VERSION}${text}]`);
        text = '';
        bytes = 0;
      }
      text += `,${element}`;
      bytes += size + 1;
    }
    if (text) this.#client.publish(inbox.subject, `[${WIRE_VERSION}${text}]`);
  }
}
