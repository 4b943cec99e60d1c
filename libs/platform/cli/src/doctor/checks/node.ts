import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_HOST } from '@multilith/runtime/host';
import { faults, type Check } from '../finding.js';

/** Oldest Node version that all packages support. */
const OLDEST_NODE = [20, 19] as const;

export const nodeChecks: readonly Check[] = [
  {
    name: 'node-version',
    title: `Node is ${OLDEST_NODE.join('.')} or newer, here and in the images`,
    remedy: 'Install Node 24; set NODE_IMAGE in the Dockerfiles to node:24-bookworm-slim.',
    run: ({ folder, places }) => {
      const files = places.hosts.map((host) =>
        host === MAIN_HOST ? `apps/${host}/Dockerfile` : `apps/extracted/${host}/Dockerfile`,
      );
      return faults([
        ...(isNewEnough(process.versions.node) ? [] : [`This is Node ${process.versions.node}.`]),
        ...files.flatMap((file) => {
          const image = existsSync(join(folder, file)) ? imageIn(readFileSync(join(folder, file), 'utf8')) : undefined;
          return image === undefined || isNewEnough(image) ? [] : [`${file} has Node ${image}.`];
        }),
      ]);
    },
  },
];

/** Returns the Node version in `ARG NODE_IMAGE=node:24-bookworm-slim` or `FROM node:24`. */
const imageIn = (dockerfile: string): string | undefined => /\bnode:(\d+(?:\.\d+)*)/.exec(dockerfile)?.[1];

/** Whether a version is supported. A version without a minor number means the newest minor version. */
function isNewEnough(version: string): boolean {
  const [major = 0, minor = Infinity] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}
