import type { Subscription } from '@nats-io/transport-node';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import type { ServiceDescription } from './service-description.js';

const VERBS = { PING: 'ping', INFO: 'info', STATS: 'stats' } as const;

/** Where a process hears questions of the service API: those to all, to its name and to itself. */
export const serviceSubjects = (name: string, id: string): string[] =>
  Object.keys(VERBS).flatMap((verb) => [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`]);

/**
 * Answers the questions of the service API of NATS, to the inbox of the login TOOLS and nowhere else: a host that asks must
 * not make another publish for it. It is implemented here because calls that share messages
 * would count as one.
 */
export class ServiceApi {
  #subscriptions: Subscription[] = [];

  constructor(
    private readonly link: NatsLink,
    private readonly description: ServiceDescription,
    private readonly subjects: Subjects,
  ) {}

  /** @throws NatsError `NATS_FORBIDDEN` */
  async start(name: string, id: string): Promise<void> {
    this.#subscriptions = await Promise.all(
      serviceSubjects(name, id).map((subject) =>
        this.link.subscribe(subject, (_text, asked, replyTo) => {
          const verb = VERBS[asked.split('.')[1] as keyof typeof VERBS];
          if (verb && replyTo && this.subjects.isInboxOfTools(replyTo))
            this.link.publish(replyTo, JSON.stringify(this.description[verb]()));
        }),
      ),
    );
  }

  stop(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#subscriptions = [];
  }
}
