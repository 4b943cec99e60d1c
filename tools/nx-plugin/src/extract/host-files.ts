import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { databaseVariable } from '../placement/compose-variables.js';
import { GRPC_PORT } from '../placement/compose-transports.js';
import type { Context } from '../placement/contexts.js';
import { registeredTransports } from '../placement/registered-transports.js';

/** The longest line that prettier leaves whole. */
const LINE = 120;

/** The folder of a context's host. */
export const hostFolder = (context: string): string => `apps/extracted/${context}`;

/** Where the package that runs a host is, in the workspace that it is developed in. */
const HOST_PACKAGE = 'libs/platform/host';

/** The files of a host, by path in the workspace. They follow from the context's name, and from where @multilith/host is. */
export function hostFiles(root: string, context: Context, transport: string): ReadonlyMap<string, string> {
  const folder = hostFolder(context.name);
  const ownHost = existsSync(join(root, HOST_PACKAGE, 'tsconfig.json'));
  return new Map([
    [`${folder}/Dockerfile`, dockerfile(context, transport)],
    [`${folder}/README.md`, readme(context, transport, ownHost)],
    [`${folder}/src/main.ts`, main(context, registeredTransports(root))],
    [`${folder}/tsconfig.json`, tsconfig(context, ownHost)],
  ]);
}

function main({ name, packageName, moduleClass }: Context, transports: ReadonlyMap<string, string>): string {
  const load = `import('${packageName}').then(({ ${moduleClass} }) => ${moduleClass}),`;
  const line = `  module: () => ${load}`;
  return `// Written by \`nx extract ${name}\`, removed by \`nx inline ${name}\`.
import { runContextHost } from '@multilith/host';

await runContextHost({
  context: '${name}',
${line.length <= LINE ? line : `  module: () =>\n    ${load}`}
${transportsOption(transports)}  workspace: new URL('../../../../', import.meta.url),
});
`;
}

/** The host connects the transports that the workspace registers; each is loaded only if the host needs it. */
function transportsOption(transports: ReadonlyMap<string, string>): string {
  if (transports.size === 0) return '';
  const connectors = [...transports].map(([name, packageName]) => {
    const key = /^[a-z]+$/.test(name) ? name : `'${name}'`;
    return `    ${key}: async (options) => (await import('${packageName}')).connectTransport(options),\n`;
  });
  return `  transports: {\n${connectors.join('')}  },\n`;
}

const tsconfig = ({ folder }: Context, ownHost: boolean): string => `{
  "extends": "../../../tsconfig.base.json",
  "compilerOptions": { "rootDir": "src", "outDir": "dist", "tsBuildInfoFile": "dist/.tsbuildinfo" },
  "include": ["src"],
  "references": [${[folder, ...(ownHost ? [HOST_PACKAGE] : [])].map((each) => `{ "path": "../../../${each}" }`).join(', ')}]
}
`;

const dockerfile = (
  { name }: Context,
  transport: string,
): string => `# Written by \`nx extract ${name}\`. To build it, in the root of the workspace:
#   docker build --file ${hostFolder(name)}/Dockerfile --tag ${name} .
ARG NODE_IMAGE=node:24-bookworm-slim

# As far as the compiler, these steps are the same for all hosts, and taken once: packages while no manifest changes,
# the whole workspace while nothing does.
FROM \${NODE_IMAGE} AS manifests
WORKDIR /workspace
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM \${NODE_IMAGE} AS build
WORKDIR /workspace
COPY --from=manifests /workspace .
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npx tsc -b
RUN node node_modules/@multilith/nx/dist/image/cli.js ${hostFolder(name)} /app

FROM \${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 HEALTH_PORT=8080 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown 1000:1000 /data
COPY --from=build /app .
USER 1000:1000
EXPOSE 8080${transport === 'grpc' ? ` ${GRPC_PORT}` : ''}
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HEALTH_PORT + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "${hostFolder(name)}/dist/main.js"]
`;

/** Transports as sentences name them. */
const NAMES = new Map([
  ['nats', 'NATS'],
  ['grpc', 'gRPC'],
]);

/** Settings that a host needs to be started alone. */
const ALONE = new Map([
  ['nats', 'NATS_URL=… '],
  ['grpc', 'GRPC_HOSTS=… '],
]);

const readme = ({ name, folder }: Context, transport: string, ownHost: boolean): string => `# The host of ${name}

Written by \`nx extract ${name}\`; \`nx inline ${name}\` removes it. It runs the context [${name}](../../../${folder}/README.md) in a
process of its own, reached over ${NAMES.get(transport) ?? `the transport '${transport}'`}. There is no business code here, and no package.json: the host
is a project of Nx, its packages are those of the workspace.

| to | run |
| --- | --- |
| build | \`npx tsc -b ${hostFolder(name)}\` |
| start | \`npm start\`, with all other hosts; alone: \`${ALONE.get(transport) ?? ''}${databaseVariable(name, name).name}=… npm start -- --host ${name}\` |
| build its image | \`docker compose build ${name}\` |
| bring the context back | \`npx nx inline ${name}\` |

Settings are those of every host, see [@multilith/host](../../../${ownHost ? HOST_PACKAGE : 'node_modules/@multilith/host'}/README.md).
`;
