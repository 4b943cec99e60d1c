import { GRPC_ADDRESS } from '../placement/compose-transports.js';
import { databaseVariable, grpcCertificate, natsVariable, required, words } from '../placement/compose-variables.js';
import type { HostNeeds } from '../placement/host-needs.js';
import { hostFolder } from './host-files.js';

/** The service of a host, as it stands in docker-compose.yml: from its name to its last line. */
export const composeService = (name: string, { nats, grpc }: HostNeeds): string => `  ${name}:
    build:
      context: .
      dockerfile: ${hostFolder(name)}/Dockerfile
    environment:
      NODE_ENV: \${NODE_ENV:-production}
${variables([
  databaseVariable(name, name),
  ...(nats ? natsLogin(name) : []),
  ...(grpc === 'server' ? [{ name: 'GRPC_LISTEN', value: GRPC_ADDRESS }] : []),
  ...(grpc === 'no' ? [] : grpcCertificate(name)),
  { name: 'PRINCIPAL_KEY', value: required(`${words(name)}_PRINCIPAL_KEY`) },
  { name: 'PRINCIPAL_PUBLIC_KEYS', value: required('PRINCIPAL_PUBLIC_KEYS') },
])}
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
${nats ? '      nats:\n        condition: service_healthy\n' : ''}    restart: unless-stopped
    read_only: true
    tmpfs: [/tmp]
    cap_drop: [ALL]
    security_opt: ['no-new-privileges:true']
    mem_limit: \${HOST_MEMORY:-512m}
    pids_limit: 200
    cpus: \${HOST_CPUS:-1}`;

interface Variable {
  readonly name: string;
  readonly value: string;
}

const variables = (all: readonly Variable[]): string =>
  all.map(({ name, value }) => `      ${name}: ${value}`).join('\n');

const natsLogin = (host: string): Variable[] => [
  { name: 'NATS_URL', value: 'nats://nats:4222' },
  { name: 'NATS_USER', value: host },
  { name: 'NATS_PASSWORD', value: natsVariable(host).value },
];
