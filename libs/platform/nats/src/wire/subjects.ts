import { isHostName } from '@multilith/runtime/transport';
import { NatsError } from '../nats-error.js';

/** Name of this transport in a topology. */
export const NATS = 'nats';

/** Prefix of every subject, unless set otherwise. */
export const DEFAULT_PREFIX = 'multilith.';

/** Instances of a host share its calls as one queue group. */
export const QUEUE_GROUP = 'hosts';

/** Login of people and their tools. No host can have this name: host names are in lower case. */
export const TOOLS = 'TOOLS';

const PREFIX = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.$/;
const TOKEN = /^[A-Za-z0-9_-]+$/;
/** The secret of an inbox, and the token that names the batch. */
const INBOX_AND_BATCH = /^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,32}$/;
const BATCH = /^[A-Za-z0-9_-]{1,32}$/;

/** Kinds of requests to the hosts of a context: calls, or requests to its journal. */
export type Channel = 'call' | 'journal';

/**
 * The subjects that hosts of one system share. Systems with different prefixes are isolated from each other on one
 * server.
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
 * The server's permissions allow a host only its own name, so the name in a subject is proven.
 */
export class Subjects {
  readonly #prefix: string;

  /** @throws NatsError `NATS_CONFIG` if the prefix cannot begin a subject */
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

  /**
   * Returns the subject of a host's calls to a context, or of its journal requests; `*`: the subjects of all hosts, for
   * the context.
   */
  to(channel: Channel, context: string, host: string): string {
    return `${this.#prefix}${channel}.${token(context)}.${tokenOrAll(host)}`;
  }

  /**
   * Returns the subject on which a host cancels calls to a context; `*`: the subjects of all hosts, for the context.
   */
  cancel(context: string, host: string): string {
    return `${this.#prefix}cancel.${token(context)}.${tokenOrAll(host)}`;
  }

  announce(context: string): string {
    return `${this.#prefix}announce.${token(context)}`;
  }

  /** Returns the subject of a publisher's events in one lane, or in all (`*`). */
  event(context: string, lane: number | '*'): string {
    return `${this.#prefix}events.${token(context)}.${lane}`;
  }

  /** Returns the name of a publisher's stream; stream names cannot contain dots. */
  stream(context: string): string {
    return `${this.#prefix.replaceAll('.', '_')}events_${token(context)}`;
  }

  /** Returns the prefix of replies to a host. */
  replies(host: string): string {
    return `${this.#prefix}reply.${token(host)}`;
  }

  /** Returns the prefix of replies of a context to a host. */
  repliesOf(context: string, host: string): string {
    return `${this.replies(host)}.${token(context)}`;
  }

  /** Returns the prefix of replies to a host's requests to the server itself, such as JetStream requests. */
  requestInbox(host: string): string {
    return `${this.#prefix}inbox.${token(host)}`;
  }

  /** Whether a request of the service API may be answered on this subject. */
  isInboxOfTools(subject: string): boolean {
    return subject.startsWith(`${this.#prefix}inbox.${TOOLS}.`);
  }

  /** Returns a subject for log lines: without the secret of an inbox. */
  shown(subject: string): string {
    if (!subject.startsWith(`${this.#prefix}reply.`)) return subject;
    const [host, context] = subject.slice(this.#prefix.length + 'reply.'.length).split('.');
    return `${this.#prefix}reply.${host}.${context}.…`;
  }
}

/**
 * Whether a context may reply to a host on this subject: `<replies of the context to the host>.<secret>.<batch>`. The
 * caller chooses the subject, and must not be able to make a host publish anywhere else in its own name.
 */
export const isReplySubject = (subject: string, repliesOf: string): boolean =>
  subject.startsWith(repliesOf) &&
  subject[repliesOf.length] === '.' &&
  INBOX_AND_BATCH.test(subject.slice(repliesOf.length + 1));

/** Whether a reply subject may end with this token, after an inbox. */
export const isBatchToken = (token: string): boolean => BATCH.test(token);

/**
 * Returns the host that a subject of calls, journal requests or cancellations names; `undefined` if the name is not a
 * valid host name.
 */
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
