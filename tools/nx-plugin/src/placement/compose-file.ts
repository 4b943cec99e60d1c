import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { composeDocument } from './compose-document.js';
import type { Span } from './items-in-text.js';
import { PlacementError } from './placement-error.js';

/** The file of all services. Only its positions are taken from the parser: what is not ours stays as it is, to the byte. */
export const COMPOSE_FILE = 'docker-compose.yml';

/** The service the new ones come after, in the order of their names. */
const MAIN_SERVICE = 'monolith';

/** Returns the text of a service, from its name to its last line; `undefined` if there is no such service. */
export function serviceIn(text: string, name: string): string | undefined {
  const service = servicesOf(text).find((each) => each.name === name);
  return service && text.slice(service.start, service.end);
}

/**
 * Adds a service after the monolith and the contexts that come before it.
 *
 * @param written the service, from its name to its last line, as it stands in the file
 * @param contexts every context of the workspace, to tell hosts from other services
 */
export function addService(text: string, name: string, written: string, contexts: readonly string[]): string {
  const services = servicesOf(text);
  const isHost = (each: { readonly name: string }): boolean => contexts.includes(each.name);
  const firstHost = services.findIndex(isHost);
  const before =
    services.filter((each) => isHost(each) && each.name < name).at(-1) ??
    services.find((each) => each.name === MAIN_SERVICE) ??
    services[firstHost - 1] ??
    services.at(-1);
  if (!before) throw unreadable('it has no services');
  return `${text.slice(0, before.end)}${gap(text)}${written}${text.slice(before.end)}`;
}

/** Replaces a service that is there, from its name to its last line. */
export function replaceService(text: string, name: string, written: string): string {
  const service = servicesOf(text).find((each) => each.name === name);
  return service ? `${text.slice(0, service.start)}${written}${text.slice(service.end)}` : text;
}

/** Removes a service with the empty line before it. */
export function removeService(text: string, name: string): string {
  const service = servicesOf(text).find((each) => each.name === name);
  if (!service) return text;
  const start = text.slice(0, service.start).endsWith(gap(text)) ? service.start - gap(text).length : service.start;
  return `${text.slice(0, start)}${text.slice(service.end)}`;
}

/** A line break, an empty line. */
const gap = (text: string): string => (text.includes('\r\n') ? '\r\n\r\n' : '\n\n');

/** Services by name, each from the indentation of its name to the end of its last line, without the line break. */
function servicesOf(text: string): (Span & { readonly name: string })[] {
  const document = composeDocument(text);
  const [error] = document.errors;
  if (error) throw unreadable(error.message);
  const services = document.get('services');
  if (!isMap(services)) throw unreadable('it has no services');
  return (services as YAMLMap).items.map((pair) => ({ name: nameOf(pair), ...spanOf(pair, text) }));
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

function spanOf({ key, value }: Pair, text: string): Span {
  const range = (node: unknown): readonly [number, number, number] | undefined =>
    (node as { range?: [number, number, number] } | null)?.range ?? undefined;
  const start = text.lastIndexOf('\n', range(key)![0] - 1) + 1;
  const content = text.slice(0, range(value)?.[1] ?? range(key)![1]).trimEnd().length;
  const lineEnd = text.indexOf('\n', content);
  const end = lineEnd === -1 ? text.length : lineEnd;
  return { start, end: text[end - 1] === '\r' ? end - 1 : end };
}

const unreadable = (detail: string): PlacementError =>
  new PlacementError('PLACEMENT_UNREADABLE', `${COMPOSE_FILE} cannot be read: ${detail}.`, 'Mend the file first.');
