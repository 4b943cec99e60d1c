import { isMap, isScalar } from 'yaml';
import { composeDocument } from './compose-document.js';

/** One line of the `environment` of a service. */
export interface ComposeVariable {
  readonly service: string;
  readonly name: string;
  /** As it stands in the file, behind the colon. */
  readonly value: string;
}

/** What compose says when a secret is missing; the command writes all of them. */
const REMEDY = 'npm run multilith -- secrets';

/** A value that has to come from the environment of compose. */
export const required = (variable: string): string => `\${${variable}:?${REMEDY}}`;

/** The login of a context's role, handed to the host that runs it. */
export const databaseVariable = (context: string, service: string): ComposeVariable =>
  variable(service, `${words(context)}_DATABASE_URL`);

/** The password of a host, handed to the server that checks it. */
export const natsVariable = (host: string): ComposeVariable => variable('nats', `${words(host)}_NATS_PASSWORD`);

/** The certificate of a host at gRPC, and the authority of all of them, handed to that host. */
export const grpcCertificate = (host: string): readonly ComposeVariable[] => [
  { service: host, name: 'GRPC_TLS_CA', value: required('GRPC_CA') },
  { service: host, name: 'GRPC_TLS_CERT', value: required(`${words(host)}_GRPC_CERT`) },
  { service: host, name: 'GRPC_TLS_KEY', value: required(`${words(host)}_GRPC_KEY`) },
];

/** The service of the monolith. */
const MAIN_SERVICE = 'monolith';

const variable = (service: string, name: string): ComposeVariable => ({ service, name, value: required(name) });

/** `gift-cards`: `GIFT_CARDS`. */
export const words = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/**
 * The text for a context that moves between the monolith and a host of its own: its database is handed to the host that
 * runs it and to no other. A line that was written by hand stays.
 */
export function handOver(text: string, context: string, to: 'own host' | 'monolith'): string {
  const database = databaseVariable(context, MAIN_SERVICE);
  if (to === 'own host') return removeVariable(text, database);
  // A monolith with a login for all contexts does without those of each.
  const hasOwn = valueIn(text, { service: MAIN_SERVICE, name: 'DATABASE_URL' }) === undefined;
  return hasOwn ? addVariable(text, database) : text;
}

/** The text whose NATS server knows the passwords of these hosts, and of no other context. */
export const writeNatsPasswords = (text: string, contexts: readonly string[], hosts: ReadonlySet<string>): string =>
  contexts.reduce(
    (written, context) =>
      hosts.has(context) ? addVariable(written, natsVariable(context)) : removeVariable(written, natsVariable(context)),
    text,
  );

/** One line about a database of an extracted context that stays with the monolith. */
export function keptDatabase(text: string, context: string): string | undefined {
  const { name, service } = databaseVariable(context, MAIN_SERVICE);
  const value = valueIn(text, { name, service });
  return value === undefined || value === required(name)
    ? undefined
    : `docker-compose.yml gives ${service} a ${name} that was written by hand: move it to the service ${context}.`;
}

/**
 * Adds a line among those of its kind (the same last words), in the order of their names; if there is no line of its kind,
 * after the first line. Leaves a text without such a service, or with that variable, as it is.
 */
export function addVariable(text: string, { service, name, value }: ComposeVariable): string {
  const lines = linesOf(text, service);
  if (!lines || lines.some((line) => line.name === name)) return text;
  const kind = lines.filter((line) => kindOf(line.name) === kindOf(name));
  const next = kind.find((line) => line.name > name);
  const previous = kind.at(-1) ?? lines[0]!;
  const at = next?.start ?? previous.end;
  const indentation = text.slice(lines[0]!.start).match(/^ */)![0];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text.slice(0, at)}${indentation}${name}: ${value}${lineBreak}${text.slice(at)}`;
}

/** Removes a line if it stands there as {@link addVariable} writes it. */
export function removeVariable(text: string, wanted: ComposeVariable): string {
  const line = linesOf(text, wanted.service)?.find(({ name }) => name === wanted.name);
  if (!line || line.value !== wanted.value) return text;
  return text.slice(0, line.start) + text.slice(line.end);
}

/** The value of a variable of a service, as it stands in the file. */
export const valueIn = (
  text: string,
  { service, name }: Pick<ComposeVariable, 'service' | 'name'>,
): string | undefined => linesOf(text, service)?.find((line) => line.name === name)?.value;

const kindOf = (name: string): string => name.split('_').slice(-2).join('_');

interface Line {
  readonly name: string;
  readonly value: string;
  /** The whole line, with its indentation and its line break. */
  readonly start: number;
  readonly end: number;
}

/** The lines of an `environment`; `undefined` where a service has none, or not one variable per line. */
function linesOf(text: string, service: string): Line[] | undefined {
  const environment = composeDocument(text).getIn(['services', service, 'environment'], true);
  if (!isMap(environment) || environment.flow || environment.items.length === 0) return undefined;
  return environment.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !key.range || !isScalar(value) || !value.range) return [];
    const start = text.lastIndexOf('\n', key.range[0] - 1) + 1;
    const lineEnd = text.indexOf('\n', value.range[1]);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    return [{ name: String(key.value), value: text.slice(value.range[0], value.range[1]), start, end }];
  });
}
