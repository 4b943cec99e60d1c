import * as nats from '@multilith/nats';
import { RuntimeError } from '@multilith/runtime';

interface StreamsProvision {
  readonly contexts: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly dryRun: boolean;
  readonly out: (text: string) => void;
}

/** What `@multilith/nats` offers for it. */
type ProvisionStreams = (options: {
  nats: nats.NatsOptions;
  publishers: readonly string[];
  dryRun: boolean;
  log: (line: string) => void;
}) => Promise<unknown>;

/** Creates the streams of events of contexts at the server of `NATS_URL`, with the login `PROVISION`. */
export async function provisionEventStreams({ contexts, env, dryRun, out }: StreamsProvision): Promise<void> {
  const { provisionStreams } = nats as unknown as { provisionStreams?: ProvisionStreams };
  if (!provisionStreams)
    throw new RuntimeError(
      'STREAMS_NOT_PROVISIONED',
      'This version of @multilith/nats cannot create streams.',
      'Update it to the version of @multilith/cli.',
    );
  await provisionStreams({ nats: nats.natsOptionsFromEnv(env), publishers: contexts, dryRun, log: out });
}
