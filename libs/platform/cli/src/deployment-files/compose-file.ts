import { MultilithError } from '@multilith/contract';
import { parse } from 'yaml';
import { interpolate } from './interpolation.js';

/** One service of docker-compose.yml, reduced to what the checks need. */
export interface ComposeService {
  readonly name: string;
  /** The service as written in the file, with aliases and merges resolved. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Variables after interpolation. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables as written in the file. */
  readonly writtenEnvironment: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** `default` if it names none. */
  readonly networks: readonly string[];
}

/** A port of a service that can be reached from outside its networks. */
export interface PublishedPort {
  /** Address of this machine that it listens on; `undefined`: all addresses. */
  readonly address: string | undefined;
  readonly published: string;
  readonly target: string;
}

/**
 * Reads the services of a compose file.
 * @throws MultilithError `COMPOSE_UNREADABLE`
 */
export function readCompose(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
): readonly ComposeService[] {
  const services = servicesIn(text);
  return Object.entries(services).map(([name, written]) => {
    const writtenEnvironment = environmentOf(written['environment']);
    return {
      name,
      written,
      writtenEnvironment,
      environment: Object.fromEntries(
        Object.entries(writtenEnvironment).map(([key, value]) => [key, interpolate(value, values)]),
      ),
      ports: listOf(written['ports']).map((port) => portOf(port, values)),
      networks: namesOf(written['networks'], ['default']),
    };
  });
}

function servicesIn(text: string): Record<string, Record<string, unknown>> {
  let services: unknown;
  try {
    services = (parse(text, { merge: true }) as { services?: unknown } | null)?.services;
  } catch (cause) {
    throw unreadable((cause as Error).message, cause);
  }
  if (typeof services !== 'object' || services === null) throw unreadable('it has no services');
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, (service ?? {}) as Record<string, unknown>]),
  );
}

/** A map, or a list of `NAME=value`; a name without a value takes it from the environment. */
function environmentOf(written: unknown): Record<string, string> {
  const pairs = Array.isArray(written)
    ? written.map((line) => /^([^=]*)=?(.*)$/s.exec(String(line))!.slice(1) as [string, string])
    : Object.entries((written ?? {}) as Record<string, unknown>);
  return Object.fromEntries(pairs.map(([name, value]) => [name, textOf(value)]));
}

/** `'127.0.0.1:5432:5432'`, `'3000'`, or the long form. */
function portOf(written: unknown, values: Readonly<Record<string, string | undefined>>): PublishedPort {
  if (typeof written === 'object' && written !== null) {
    const { host_ip: address, published, target } = written as Record<string, unknown>;
    return {
      address: address === undefined ? undefined : textOf(address),
      published: textOf(published),
      target: textOf(target),
    };
  }
  const parts = interpolate(textOf(written), values)
    .replace(/\/\w+$/, '')
    .split(/:(?![^[]*\])/);
  const [target = '', published = '', address] = parts.reverse();
  return { address, published, target };
}

export const listOf = (written: unknown): readonly unknown[] => (Array.isArray(written) ? written : []);

/** Returns the names in a list, or the keys of a map. */
export function namesOf(written: unknown, byDefault: readonly string[] = []): readonly string[] {
  if (Array.isArray(written)) return written.map(textOf);
  return typeof written === 'object' && written !== null ? Object.keys(written) : byDefault;
}

/** Returns a scalar as a text, as Docker Compose does. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);

const unreadable = (detail: string, cause?: unknown): MultilithError =>
  new MultilithError(
    'COMPOSE_UNREADABLE',
    `The compose file cannot be read: ${detail}.`,
    'Mend it, or give another one with --compose.',
    {
      cause,
    },
  );
