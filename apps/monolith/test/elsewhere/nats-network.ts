import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import type { Network } from './network.js';

/** A NATS server with JetStream. */
export class NatsNetwork implements Network {
  private constructor(private readonly server: NatsServer) {}

  static async start(): Promise<NatsNetwork> {
    return new NatsNetwork(await startNatsServer({ jetStream: true }));
  }

  get url(): string {
    return this.server.url;
  }

  envOf(): Readonly<Record<string, string>> {
    return { NATS_URL: this.url };
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
