import { byteSize } from '../../wire/byte-size.js';
import { WIRE_VERSION } from '../../wire/request.js';
import { FRAME_BYTES, SHARED_MESSAGE_BYTES } from '../limits.js';
import type { Link } from '../link.js';
import { Turn } from '../turn.js';

/** Replies of one context to one process. */
interface Mail {
  readonly inbox: string;
  subject: string;
  readonly elements: string[];
}

/** Sends the replies of one turn to the same inbox together. Without a connection they wait for the next one. */
export class Replies {
  readonly #mails = new Map<string, Mail>();
  readonly #turn = new Turn<Mail>((mail) => this.#send(mail));

  constructor(private readonly link: Link) {}

  /** Adds a reply; `subject` is one where the process expects replies. @param alone whether no other call is running */
  add(inbox: string, subject: string, element: string, alone = false): void {
    const mail = this.#mails.get(inbox);
    if (mail) {
      mail.subject = subject;
      mail.elements.push(element);
      return;
    }
    const fresh = { inbox, subject, elements: [element] };
    this.#mails.set(inbox, fresh);
    this.#turn.add(fresh, alone);
  }

  /** Whether a reply is larger than the server's limit. */
  isTooLarge(element: string): boolean {
    const most = this.link.maxPayload - FRAME_BYTES;
    return byteSize(element, most) > most;
  }

  /** Sends everything at once: at the end of a drain, or after a reconnect. */
  flush(): void {
    this.#turn.flush();
    for (const mail of [...this.#mails.values()]) this.#send(mail);
  }

  #send(mail: Mail): void {
    if (!this.link.connected) return;
    this.#mails.delete(mail.inbox);
    let text = '';
    let bytes = 0;
    for (const element of mail.elements) {
      const size = byteSize(element, SHARED_MESSAGE_BYTES);
      if (text && bytes + size > SHARED_MESSAGE_BYTES) {
        this.link.publish(mail.subject, `[${WIRE_VERSION}${text}]`);
        text = '';
        bytes = 0;
      }
      text += `,${element}`;
      bytes += size + 1;
    }
    if (text) this.link.publish(mail.subject, `[${WIRE_VERSION}${text}]`);
  }
}
