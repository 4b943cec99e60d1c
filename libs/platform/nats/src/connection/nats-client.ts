import { PermissionViolationError, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { NatsError } from '../nats-error.js';
import type { BrokerClient, BrokerMessage, Deliver } from '../calls/broker-client.js';
import { encodedText } from './encoded-text.js';

/** Events of a connection. */
export interface ClientEvents {
  /** The connection broke; the client is reconnecting. */
  lost(): void;
  /** The client has reconnected, with all its subscriptions. */
  restored(): void;
  /** The server refused a publication of this host to a subject. */
  forbidden(subject: string): void;
  /** The server reported another error. */
  failed(error: Error): void;
}

/** A message that the NATS client has received. */
class ReceivedMessage implements BrokerMessage {
  readonly #message: Msg;

  constructor(message: Msg) {
    this.#message = message;
  }

  get text(): string {
    return this.#message.string();
  }

  get subject(): string {
    return this.#message.subject;
  }

  get replyTo(): string | undefined {
    return this.#message.reply;
  }

  get status(): number | undefined {
    return this.#message.headers?.code;
  }
}

/** A connection of the NATS client that reconnects without limit. */
export class NatsClient implements BrokerClient {
  #connected = true;

  constructor(readonly connection: NatsConnection) {}

  get connected(): boolean {
    return this.#connected;
  }

  get maxPayload(): number {
    return this.connection.info?.max_payload ?? 0;
  }

  publish(subject: string, text: string, replyTo?: string): boolean {
    // Without a connection, the client would buffer or drop messages unpredictably.
    if (!this.#connected) return false;
    try {
      this.connection.publish(subject, encodedText(text), replyTo === undefined ? undefined : { reply: replyTo });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Subscribes, and waits until the server has confirmed.
   * @throws NatsError `NATS_FORBIDDEN`
   */
  async subscribe(subject: string, deliver: Deliver, queue?: string): Promise<Subscription> {
    let refusal: Error | undefined;
    const subscription = this.connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        if (error) refusal = error;
        else deliver(new ReceivedMessage(message));
      },
    });
    await this.#takenIn();
    if (refusal)
      throw new NatsError(
        'NATS_FORBIDDEN',
        `The NATS server does not let this host subscribe to ${subject}.`,
        'Give its user the permissions that `permissionsFor` generates for this host.',
        { cause: refusal },
      );
    return subscription;
  }

  /** Waits until the server has processed everything sent before, across reconnects. */
  async #takenIn(): Promise<void> {
    for (;;)
      try {
        return await this.connection.flush();
      } catch (error) {
        if (this.connection.isClosed() || this.connection.isDraining()) throw error;
      }
  }

  /** Reports events of the connection until it is closed. */
  async watch(events: ClientEvents): Promise<void> {
    for await (const status of this.connection.status())
      switch (status.type) {
        case 'disconnect':
          this.#connected = false;
          events.lost();
          break;
        case 'reconnect':
          this.#connected = true;
          events.restored();
          break;
        case 'error':
          if (status.error instanceof PermissionViolationError && status.error.operation === 'publish')
            events.forbidden(status.error.subject);
          else events.failed(status.error);
      }
    this.#connected = false;
  }

  /** Sends buffered messages, for at most a second, and closes. */
  async close(): Promise<void> {
    if (this.#connected) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, 1_000)));
      await Promise.race([this.connection.flush().catch(() => {}), patience]);
      clearTimeout(timer);
    }
    this.#connected = false;
    await this.connection.close();
  }
}
