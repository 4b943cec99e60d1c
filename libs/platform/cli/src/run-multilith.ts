import { describeThrown, MultilithError } from '@multilith/contract';
import { parseArgs } from 'node:util';
import { nodeEnvironment } from '@multilith/runtime/host';
import type { CommandRun, StandaloneRun } from './command-run.js';
import { dropParked, listParked, retryParked } from './commands/parked.js';
import { restored } from './commands/restored.js';
import { listSubscriptions, retire } from './commands/subscriptions.js';
import { certs } from './certs/certs-command.js';
import { doctor } from './doctor/doctor-command.js';
import { provisionDeployment } from './provision/provision-command.js';
import { secrets } from './secrets/secrets-command.js';
import { Deployment } from './deployment.js';
import { parkedChoice } from './parked-choice.js';
import { UsageError } from './usage-error.js';

/** Output of a command. */
export interface CommandOutput {
  out(text: string): void;
  error(text: string): void;
}

/** Commands that parse their own arguments and open no deployment; each returns an exit code. */
const STANDALONE: Readonly<Record<string, (run: StandaloneRun) => Promise<number>>> = {
  secrets,
  certs,
  provision: provisionDeployment,
  doctor,
};

const COMMANDS: Readonly<Record<string, (run: CommandRun) => Promise<void>>> = {
  subscriptions: listSubscriptions,
  retire,
  parked: listParked,
  retry: retryParked,
  drop: dropParked,
  restored,
};

const HELP = `multilith: looks after subscriptions and parked events; npm run multilith -- <command> in a workspace

  multilith subscriptions                        what every subscription has still to handle
  multilith retire <context>/<subscription>      forgets a subscription that no host declares any more
  multilith parked [<context>[/<subscription>]]  events that could not be handled, and what queues behind them
  multilith retry <context>/<subscription>       has its parked events handled again
  multilith drop <context>/<subscription>        gives parked events up (--key, --event or --all)
  multilith secrets                              writes .env.production with every secret of a deployment, or adds those
                                                 that are missing (--development, --check, --file FILE)
  multilith certs                                makes certificates for hosts that reach each other by gRPC, in development
                                                 and staging, and renews them (--help lists the options)
  multilith provision                            creates the roles and schemas of every context and the streams of events
                                                 (--database or --streams alone, --dry-run, --print-urls, --write-urls FILE)
  multilith doctor --production                  checks every item of docs/production.md (--json, --file FILE,
                                                 --compose FILE, --database HOST:PORT, --nats HOST:PORT)
  multilith restored                             makes cursors and copies of events fit databases that were restored
                                                 from a backup; run it before the hosts start

  --key KEY      only events with this ordering key
  --event UUID   only this event
  --all          drop: every parked event of the subscription
  --json         parked: as JSON, with the payload of each event, its trace, and the stack of its last failure
  --help         this text

It finds the databases like a host does: DATABASE_URL, <CONTEXT>_DATABASE_URL, else the embedded database of a host
that runs here (DATA_DIR, default .data). Exit codes: 0 done, 1 failed, 2 wrong arguments.`;

/**
 * Runs the `multilith` command and returns its exit code.
 *
 * @param folder the root of the workspace, for commands that read its files. Default: the working directory
 */
export async function runMultilith(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  output: CommandOutput,
  folder: string = process.cwd(),
): Promise<number> {
  let deployment: Deployment | undefined;
  try {
    const [first = '', ...rest] = argv;
    const standalone = Object.hasOwn(STANDALONE, first) ? STANDALONE[first] : undefined;
    if (standalone) return await standalone({ args: rest, env, folder, out: output.out });
    const { values, positionals } = parseCommandLine(argv);
    const [name, ...args] = positionals;
    if (values.help || name === undefined) {
      output.out(HELP);
      return name === undefined && !values.help ? 2 : 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(`There is no command '${name}'.`);
    const filter = parkedChoice(values);
    const { json = false } = values;
    if (json && name !== 'parked') throw new UsageError('Only multilith parked takes --json.');
    nodeEnvironment(env);
    deployment = await Deployment.open(env);
    await command({ deployment, args, filter, json, out: output.out });
    return 0;
  } catch (error) {
    const known = isArgumentError(error) ? new UsageError(messageOf(error), { cause: error }) : error;
    output.error(
      known instanceof MultilithError ? `Error ${known.message}` : `Error: ${describeThrown(known).message}`,
    );
    return known instanceof UsageError ? 2 : 1;
  } finally {
    await deployment?.close();
  }
}

/** Whether Node refused an argument. */
const isArgumentError = (error: unknown): error is Error =>
  error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS_') === true;

/** Node's message also says how to pass such a text as a positional argument, which no command accepts here. */
const messageOf = ({ message }: Error): string =>
  `${message.replace(/\. To specify a positional.*$/s, '').replace(/\.$/, '')}.`;

function parseCommandLine(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      event: { type: 'string' },
      all: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
