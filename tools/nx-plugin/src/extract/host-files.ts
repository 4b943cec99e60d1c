import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { databaseVariable, natsVariable, required, words } from '../placement/compose-variables.js';
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
    [`${folder}/Dockerfile`, dockerfile(context)],
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

const dockerfile = ({
  name,
}: Context): string => `# Written by \`nx extract ${name}\`. To build it, in the root of the workspace:
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
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HEALTH_PORT + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "${hostFolder(name)}/dist/main.js"]
`;

const readme = ({ name, folder }: Context, transport: string, ownHost: boolean): string => `# The host of ${name}

Written by \`nx extract ${name}\`; \`nx inline ${name}\` removes it. It runs the context [${name}](../../../${folder}/README.md) in a
process of its own, reached over ${transport === 'nats' ? 'NATS' : `the transport '${transport}'`}. There is no business code here, and no package.json: the host
is a project of Nx, its packages are those of the workspace.

| to | run |
| --- | --- |
| build | \`npx tsc -b ${hostFolder(name)}\` |
| start | \`npm start\`, with all other hosts; alone: \`NATS_URL=… ${databaseVariable(name, name).name}=… npm start -- --host ${name}\` |
| build its image | \`docker compose build ${name}\` |
| bring the context back | \`npx nx inline ${name}\` |

Settings are those of every host, see [@multilith/host](../../../${ownHost ? HOST_PACKAGE : 'node_modules/@multilith/host'}/README.md).
`;

/** The service of a host, as it stands in docker-compose.yml: from its name to its last line. */
export const composeService = ({ name }: Context): string => `  ${name}:
    build:
      context: .
      dockerfile: ${hostFolder(name)}/Dockerfile
    environment:
      NODE_ENV: \${NODE_ENV:-production}
      ${databaseVariable(name, name).name}: ${databaseVariable(name, name).value}
      NATS_URL: nats://nats:4222
      NATS_USER: ${name}
      NATS_PASSWORD: ${natsVariable(name).value}
      PRINCIPAL_KEY: ${required(`${words(name)}_PRINCIPAL_KEY`)}
      PRINCIPAL_PUBLIC_KEYS: ${required('PRINCIPAL_PUBLIC_KEYS')}
      OTEL_EXPORTER_OTLP_ENDPOINT: http://jaeger:4318
    networks:
      data:
      hosts:
      metrics:
        aliases:
          - hosts
    depends_on:
      provision:
        condition: service_completed_successfully
      nats:
        condition: service_healthy
    restart: unless-stopped
    read_only: true
    tmpfs: [/tmp]
    cap_drop: [ALL]
    security_opt: ['no-new-privileges:true']
    mem_limit: \${HOST_MEMORY:-512m}
    pids_limit: 200
    cpus: \${HOST_CPUS:-1}`;
