import { MultilithError } from '@multilith/contract';

/** Names of this machine that DNS cannot assign to another machine. */
const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/;

/** The accepted names in the `Host` header. */
export class AllowedHosts {
  readonly #names: ReadonlySet<string> | undefined;

  private constructor(names: Iterable<string> | undefined) {
    this.#names = names && new Set(names);
  }

  /**
   * Reads `ALLOWED_HOSTS`, names separated by commas. In development a page of another site could point its own name at
   * this machine and read everything (DNS rebinding), so only localhost, 127.0.0.1, [::1], the address that the process
   * listens on, and these names are accepted. In production any host is accepted if the variable is not set.
   *
   * @throws MultilithError CONFIG_INVALID for an invalid name or address
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

  /** Accepts the names of this machine. @param more further names, in lower case */
  static local(more: readonly string[] = []): AllowedHosts {
    return new AllowedHosts([...LOCAL, ...more]);
  }

  /** Accepts every host. */
  static any(): AllowedHosts {
    return new AllowedHosts(undefined);
  }

  /** Whether a request with this `Host` is accepted. */
  allows(header: string | undefined): boolean {
    return this.#names === undefined || this.#names.has(nameIn(header));
  }
}

/** Whether a `Host` is a name of this machine that DNS cannot assign to another one. */
export const isLocalHost = (header: string | undefined): boolean => LOCAL.includes(nameIn(header));

/** Returns the name in a `Host`, without its port; empty if there is no name. */
const nameIn = (header: string | undefined): string =>
  /^([^:[\]]*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i
    .exec(header ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '') ?? '';
