import { isHostName } from '@multilith/runtime/transport';
import { NatsError } from '../nats-error.js';

/** Name of this transport in a topology. */
export const NATS = 'nats';

/** Prefix of every subject, unless set otherwise. */
export const DEFAULT_PREFIX = 'multilith.';

/** Instances of a host share its calls by being one queue group. */
export const QUEUE_GROUP = 'hosts';

/** The login of people and their tools. No host can have this name: names of hosts are in lower case. */
export const TOOLS = 'TOOLS';

const PREFIX = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.$/;
const TOKEN = /^[A-Za-z0-9_-]+$/;
/** The secret of an inbox and the part that names the batch. */
const INBOX_AND_BATCH = /^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,32}$/;

/** What other hosts send to the hosts of a context: calls, or questions about its journal. */
export type Channel = 'call' | 'journal';

/**
 * The subjects that hosts of one system share. Systems with different prefixes do not see each other on one server.
 *
 * | subject | who publishes | who subscribes |
 * | --- | --- | --- |
 * | `<prefix>call.<context>.<host>` | that host, which calls | the hosts of the context, as a queue group |
 * | `<prefix>journal.<context>.<host>` | that host, which reads the journal | the hosts of the context, as a queue group |
 * | `<prefix>cancel.<context>.<host>` | that host, when it gives up | every host of the context |
 * | `<prefix>announce.<context>` | the hosts of the context | its followers |
 * | `<prefix>events.<context>.<lane>` | the hosts of the context | its stream and its followers |
 * | `<prefix>reply.<host>.<context>.<secret>.<batch>` | the hosts of the context | the process of that host that called |
 * | `<prefix>inbox.<host>.…` | the server | the host that asked it for something |
 *
 * The server's permissions allow a host no other name than its own, so the name in a subject is proven.
 */
export class Subjects {
  readonly #prefix: string;

  /** @throws NatsError `NATS_CONFIG` for a prefix that cannot begin a subject */
  constructor(prefix: string = DEFAULT_PREFIX) {
    this.#prefix = prefix.endsWith('.') ? prefix : `${prefix}.`;
    if (!PREFIX.test(this.#prefix))
      throw new NatsError(
        'NATS_CONFIG',
        `'${prefix}' cannot begin the subjects of NATS.`,
        'Set NATS_PREFIX to names of letters, digits, - and _, separated by dots, like acme.staging.',
      );
  }

  get prefix(): string {
    return this.#prefix;
  }

  /** Where a host sends its calls to a context, or its questions; `*`: where the context hears those of all hosts. */
  to(channel: Channel, context: string, host: string): string {
    return `${this.#prefix}${channel}.${token(context)}.${tokenOrAll(host)}`;
  }

  /** Where a host cancels its calls to a context; `*`: where the context hears it. */
  cancel(context: string, host: string): string {
    return `${this.#prefix}cancel.${token(context)}.${tokenOrAll(host)}`;
  }

  announce(context: string): string {
    return `${this.#prefix}announce.${token(context)}`;
  }

  /** Events of a publisher in one lane, or in all (`*`). */
  event(context: string, lane: number | '*'): string {
    return `${this.#prefix}events.${token(context)}.${lane}`;
  }

  /** Name of the stream of a publisher; names of streams have no dots. */
  stream(context: string): string {
    return `${this.#prefix.replaceAll('.', '_')}events_${token(context)}`;
  }

  /** What replies to a host begin with. */
  replies(host: string): string {
    return `${this.#prefix}reply.${token(host)}`;
  }

  /** What replies of a context to a host begin with. */
  repliesOf(context: string, host: string): string {
    return `${this.replies(host)}.${token(context)}`;
  }

  /** What replies to a host's requests to the server itself begin with, such as those to JetStream. */
  requestInbox(host: string): string {
    return `${this.#prefix}inbox.${token(host)}`;
  }

  /** Whether a question of the service API may be answered there. */
  isInboxOfTools(subject: string): boolean {
    return subject.startsWith(`${this.#prefix}inbox.${TOOLS}.`);
  }

  /** A subject as logs may show it: without the secret of an inbox. */
  shown(subject: string): string {
    if (!subject.startsWith(`${this.#prefix}reply.`)) return subject;
    const [host, context] = subject.slice(this.#prefix.length + 'reply.'.length).split('.');
    return `${this.#prefix}reply.${host}.${context}.…`;
  }
}

/**
 * Whether a subject is one where a context may reply to a host: `<replies of the context to the host>.<secret>.<batch>`.
 * A caller names the subject, and must not make a host publish in its own name anywhere else.
 */
export const isReplySubject = (subject: string, repliesOf: string): boolean =>
  subject.startsWith(repliesOf) &&
  subject[repliesOf.length] === '.' &&
  INBOX_AND_BATCH.test(subject.slice(repliesOf.length + 1));

/** The host that a subject of calls, questions or cancellations names; `undefined` if the name cannot be one. */
export function hostIn(subject: string): string | undefined {
  const host = subject.slice(subject.lastIndexOf('.') + 1);
  return isHostName(host) ? host : undefined;
}

function token(name: string): string {
  if (TOKEN.test(name)) return name;
  throw new NatsError(
    'NATS_CONFIG',
    `'${name}' cannot be part of a NATS subject.`,
    'Name contexts and hosts with letters, digits, - and _.',
  );
}

const tokenOrAll = (name: string): string => (name === '*' ? name : token(name));
