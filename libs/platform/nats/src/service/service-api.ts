import type { Subscription } from '@nats-io/transport-node';
import type { NatsClient } from '../connection/nats-client.js';
import type { Subjects } from '../wire/subjects.js';
import type { ServiceDescription } from './service-description.js';

const VERBS = { PING: 'ping', INFO: 'info', STATS: 'stats' } as const;

/** Returns the subjects of the service API for a process: requests to all, to its name and to its id. */
export const serviceSubjects = (name: string, id: string): string[] =>
  Object.keys(VERBS).flatMap((verb) => [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`]);

/**
 * Answers requests of the NATS service API, only to the inbox of the login TOOLS: a host must not be able to make
 * another host publish for it. Multilith implements it itself because the client's implementation would count a message
 * with many calls as one.
 */
export class ServiceApi {
  #subscriptions: Subscription[] = [];

  constructor(
    private readonly client: NatsClient,
    private readonly description: ServiceDescription,
    private readonly subjects: Subjects,
  ) {}

  /** @throws NatsError `NATS_FORBIDDEN` */
  async start(name: string, id: string): Promise<void> {
    this.#subscriptions = await Promise.all(
      serviceSubjects(name, id).map((subject) =>
        this.client.subscribe(subject, ({ subject: asked, replyTo }) => {
          const verb = VERBS[asked.split('.')[1] as keyof typeof VERBS];
          if (verb && replyTo && this.subjects.isInboxOfTools(replyTo))
            this.client.publish(replyTo, JSON.stringify(this.description[verb]()));
        }),
      ),
    );
  }

  stop(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#subscriptions = [];
  }
}
