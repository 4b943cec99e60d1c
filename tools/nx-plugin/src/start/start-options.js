// Reads the command line of `npm start`. It may run before anything is installed or built, so it is JavaScript and uses Node alone.
import { parseArgs } from 'node:util';

/** What `npm start -- --help` prints. */
export const HELP = `npm start    build what changed and start every host that topology.json names

  npm start -- --host orders         that host alone; needs DATABASE_URL, and NATS_URL or GRPC_HOSTS
  npm start -- --instances orders=3  several processes of a host, which share its work; repeat it, or use commas
  npm start -- --inspect             for debuggers: hosts say at which ports, from 9229 or --inspect=PORT; see docs/debugging.md
  npm start -- --help                this

  PORT=3001                  another port of the edge (default 3000); further instances take the ones after it
  HOST=0.0.0.0               for everyone, not only this machine; also needs NODE_ENV=production, or DEVELOPMENT_ON_NETWORK=yes
                             and the names that others use in ALLOWED_HOSTS
  AUTH_ISSUER, AUTH_AUDIENCE your identity provider in place of tokens of its own; see docs/signing-in.md
  DATABASE_URL=postgres://…  your database instead of the embedded one; ORDERS_DATABASE_URL for that of one context
  DATABASE_ROLE_SECRET=…     what the passwords of the contexts' roles are derived from (default in development: kept in that database)
  NATS_URL=nats://…          your NATS server instead of one that is started when a context is extracted over NATS
  NATS_SERVER=path           the nats-server to start (default: that of the PATH)
  GRPC_HOSTS=orders=host:50051;… with --host: where the hosts are that it reaches over gRPC; GRPC_LISTEN=host:port where it listens
  DATA_DIR=folder            where the embedded database, streams and development keys are (default .data)
  TOPOLOGY_FILE=file         where contexts run (default topology.json)
  HEALTH_PORT=8081           port of the first extracted host's health checks, the others take those after it (default: free ones)
  PRINCIPAL_KEY=…            the key with which a host signs the principals of its calls (default: one for each, in the data folder);
  PRINCIPAL_PUBLIC_KEYS=…    the public keys of all hosts: monolith=…,orders=…; PRINCIPAL_ISSUERS=… those that let people in
  SEED=false                 start without the data of development
  METRICS_PORT=9464          /metrics of the edge without a token, on a port that only your network reaches; METRICS=off serves none
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318   sends traces of every host there
  TRACE_FILE=traces.jsonl    keeps traces without any server; see docs/observability.md
  LOG_LEVEL=debug            trace, debug, info, warn, error or fatal
  LOG_FORMAT=json            json or text; default: text at a terminal and with several hosts, else json
  MULTILITH_DEBUG=1          breakpoints end no calls: time limits are an hour; --inspect sets it

Hosts that end are started again. Ctrl-C stops all of them, then NATS and the database; a second one ends all at once.`;

/** Where Node's own inspector listens. */
const INSPECT_PORT = 9229;

/** Most processes that one host may have on one machine; a larger number is a typing error. */
const MAX_INSTANCES = 32;

/**
 * @param {readonly string[]} args
 * @returns {{ help: boolean, host: string | undefined, instances: ReadonlyMap<string, number>, inspect: number | undefined }}
 * @throws Error with what is wrong, in one sentence
 */
export function startOptions(args) {
  const { values } = parseArgs({
    args: args.map((arg) => (arg === '--inspect' ? `--inspect=${INSPECT_PORT}` : arg)),
    options: {
      help: { type: 'boolean' },
      host: { type: 'string' },
      inspect: { type: 'string' },
      instances: { type: 'string', multiple: true },
    },
  });
  const instances = new Map((values.instances ?? []).flatMap((text) => text.split(',')).map(instancesOf));
  if (values.host && instances.size > 0)
    throw new Error('--host starts one process of one host; start it again for a second one.');
  return { help: values.help ?? false, host: values.host, instances, inspect: portOf(values.inspect) };
}

function portOf(text) {
  if (text === undefined) return undefined;
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new Error(`--inspect takes a port, like ${INSPECT_PORT}, not '${text}'.`);
}

function instancesOf(text) {
  const [, host, count] = /^([a-z][a-z0-9-]*)=(\d+)$/.exec(text.trim()) ?? [];
  if (host && Number(count) >= 1 && Number(count) <= MAX_INSTANCES) return [host, Number(count)];
  throw new Error(`--instances takes a host and a number from 1 to ${MAX_INSTANCES}, like orders=3, not '${text}'.`);
}
