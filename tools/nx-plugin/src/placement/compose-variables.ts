import { isMap, isScalar, parseDocument } from 'yaml';

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

/** The service of the monolith. */
const MAIN_SERVICE = 'monolith';

const variable = (service: string, name: string): ComposeVariable => ({ service, name, value: required(name) });

/** `gift-cards`: `GIFT_CARDS`. */
export const words = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/**
 * The text for a context that moves between the monolith and a host of its own: its database is handed to the host that
 * runs it and to no other, and the NATS server knows the password of each host. A line that was written by hand stays.
 */
export function handOver(text: string, context: string, to: 'own host' | 'monolith'): string {
  const [database, nats] = [databaseVariable(context, MAIN_SERVICE), natsVariable(context)];
  if (to === 'own host') return addVariable(removeVariable(text, database), nats);
  // A monolith with a login for all contexts does without those of each.
  const hasOwn = valueIn(text, { service: MAIN_SERVICE, name: 'DATABASE_URL' }) === undefined;
  return removeVariable(hasOwn ? addVariable(text, database) : text, nats);
}

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
  const environment = parseDocument(text).getIn(['services', service, 'environment'], true);
  if (!isMap(environment) || environment.flow || environment.items.length === 0) return undefined;
  return environment.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !key.range || !isScalar(value) || !value.range) return [];
    const start = text.lastIndexOf('\n', key.range[0] - 1) + 1;
    const lineEnd = text.indexOf('\n', value.range[1]);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    return [{ name: String(key.value), value: text.slice(value.range[0], value.range[1]), start, end }];
  });
}
