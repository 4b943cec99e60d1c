import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A package.json as npm packed it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** A package as `npm pack` made it. */
export interface Tarball {
  readonly manifest: Manifest;
  readonly file: string;
}

/**
 * An npm registry on this machine that has some packages, in one version each. It answers what `npm install` asks for
 * them, so that they are found as they will be once they are published: by name and range.
 *
 * @example
 * const registry = await TarballRegistry.serving(tarballs);
 * // .npmrc: @multilith:registry=${registry.url}
 */
export class TarballRegistry {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts a registry on a free port of the loopback interface. */
  static async serving(tarballs: readonly Tarball[]): Promise<TarballRegistry> {
    const byName = new Map(tarballs.map((each) => [each.manifest.name, each]));
    const server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '', 'http://registry').pathname).slice(1);
      const packed = byName.get(path.replace(/\.tgz$/, ''));
      if (packed === undefined) response.writeHead(404).end('{}');
      else if (path.endsWith('.tgz')) response.end(readFileSync(packed.file));
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(document(packed, url(server))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TarballRegistry(server);
  }

  /** Its address, with a slash at the end. */
  get url(): string {
    return url(this.#server);
  }

  /** Stops it; connections that npm left open are closed. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

const url = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** The answer of a registry about a package. */
function document({ manifest, file }: Tarball, registry: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  const dist = { tarball: `${registry}${name}.tgz`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/** The place of a tarball of `npm pack --json`. */
export const tarballIn = (folder: string, { filename }: { readonly filename: string }): string =>
  join(folder, filename.replace('@', '').replaceAll('/', '-'));
