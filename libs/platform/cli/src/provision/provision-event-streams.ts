import { natsOptionsFromEnv, provisionStreams } from '@multilith/nats';

interface StreamsProvision {
  /** Contexts whose events are kept. */
  readonly contexts: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly dryRun: boolean;
  readonly out: (text: string) => void;
}

/** Creates the event streams of contexts at the server of `NATS_URL`, with the login from the environment. */
export async function provisionEventStreams({ contexts, env, dryRun, out }: StreamsProvision): Promise<void> {
  await provisionStreams({ nats: natsOptionsFromEnv(env), publishers: contexts, dryRun, log: out });
}
