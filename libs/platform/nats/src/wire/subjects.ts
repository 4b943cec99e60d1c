import { NatsError } from '../nats-error.js';

/** Prefix of every subject, unless set otherwise. */
export const DEFAULT_PREFIX = 'multilith.';

/** Instances of a host share its calls by being one queue group. */
export const QUEUE_GROUP = 'hosts';

const PREFIX = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.$/;
const TOKEN = /^[A-Za-z0-9_-]+$/;

/**
 * The subjects that hosts of one system share. Systems with different prefixes do not see each other on one server.
 *
 * | subject | who publishes | who subscribes |
 * | --- | --- | --- |
 * | `<prefix>call.<context>` | callers | the hosts of the context, as a queue group |
 * | `<prefix>cancel.<context>` | callers that gave up | every host of the context |
 * | `<prefix>announce.<context>` | the hosts of the context | whoever listens |
 * | `<prefix>events.<context>.<lane>` | the hosts of the context | hosts that follow it, and its stream |
 * | `<prefix>reply.<host>.<process>.<batch>` | the callee | the process that called |
 * | `<prefix>inbox.<host>.…` | the server | the host that asked it for something |
 */
export class Subjects {
  readonly #prefix: string;

  /** @throws NatsError `NATS_CONFIG` for a prefix that is none */
  constructor(prefix: string = DEFAULT_PREFIX) {
    this.#prefix = prefix.endsWith('.') ? prefix : `${prefix}.`;
    if (!PREFIX.test(this.#prefix))
      throw new NatsError(
        'NATS_CONFIG',
        `'${prefix}' cannot begin the subjects of NATS.`,
        'Set NATS_PREFIX to names of letters, digits, - and _, separated by dots, like shop.staging.',
      );
  }

  get prefix(): string {
    return this.#prefix;
  }

  call(context: string): string {
    return `${this.#prefix}call.${token(context)}`;
  }

  cancel(context: string): string {
    return `${this.#prefix}cancel.${token(context)}`;
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

  /** What replies to a process begin with. */
  inbox(host: string, process: string): string {
    return `${this.replies(host)}.${process}`;
  }

  /** What replies to all processes of a host begin with. */
  replies(host: string): string {
    return `${this.#prefix}reply.${token(host)}`;
  }

  /** What replies to a host's requests to the server itself begin with, such as those to JetStream. */
  requestInbox(host: string): string {
    return `${this.#prefix}inbox.${token(host)}`;
  }

  /**
   * Whether a reply may go there. A caller names the subject, and must not make a host publish as itself elsewhere:
   * no other subject of the system, none of the server's.
   */
  mayReplyTo(subject: string): boolean {
    if (subject.startsWith(this.#prefix)) return subject.startsWith('reply.', this.#prefix.length);
    return !subject.startsWith('$');
  }
}

function token(name: string): string {
  if (TOKEN.test(name)) return name;
  throw new NatsError(
    'NATS_CONFIG',
    `'${name}' cannot be part of a NATS subject.`,
    'Name contexts and hosts with letters, digits, - and _.',
  );
}
