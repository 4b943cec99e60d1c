import { MultilithError } from '@multilith/contract';

/** Names of this machine that no name server can give to another one. */
const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/;

/** The names in `Host` that are answered. */
export class AllowedHosts {
  readonly #names: ReadonlySet<string> | undefined;

  private constructor(names: Iterable<string> | undefined) {
    this.#names = names && new Set(names);
  }

  /**
   * Reads `ALLOWED_HOSTS`, names separated by commas. In development a page of another site could make its own name lead to
   * this machine and read everything (DNS rebinding), so there it adds to localhost, 127.0.0.1 and [::1], and to the address
   * that the process listens at. In production, where it is not set, a request may name any host.
   *
   * @throws MultilithError CONFIG_INVALID for what is no name or address
   */
  static fromEnv(env: NodeJS.ProcessEnv, { development, host }: { development: boolean; host: string }): AllowedHosts {
    const named = (env['ALLOWED_HOSTS'] ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '');
    for (const name of named)
      if (!NAME.test(name))
        throw new MultilithError(
          'CONFIG_INVALID',
          `ALLOWED_HOSTS holds '${name}', which is no name of a host.`,
          'Separate names or addresses with commas, without ports: api.example,[fd00::5].',
        );
    if (development) return AllowedHosts.local([...named, host.includes(':') ? `[${host}]` : host]);
    return new AllowedHosts(named.length > 0 ? named : undefined);
  }

  /** Those of this machine. @param more names beside them, in lower case */
  static local(more: readonly string[] = []): AllowedHosts {
    return new AllowedHosts([...LOCAL, ...more]);
  }

  /** Every host. */
  static any(): AllowedHosts {
    return new AllowedHosts(undefined);
  }

  /** Whether a request with this `Host` is answered. */
  allows(header: string | undefined): boolean {
    return this.#names === undefined || this.#names.has(nameIn(header));
  }
}

/** Whether a `Host` names this machine by a name that no name server can give to another one. */
export const isLocalHost = (header: string | undefined): boolean => LOCAL.includes(nameIn(header));

/** Returns the name in a `Host` header, without its port; empty if the header is missing. */
const nameIn = (header: string | undefined): string =>
  /^([^:[\]]*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i
    .exec(header ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '') ?? '';
