import { addPiece, hasPiece, removePiece, type ComposePiece } from './compose-entries.js';
import { grpcCertificate, required } from './compose-variables.js';

/** The service of the monolith, and the one that creates roles and streams. */
const [MONOLITH, PROVISION, NATS] = ['monolith', 'provision', 'nats'];

const service = (name: string, ...path: readonly string[]): readonly string[] => ['services', name, ...path];

const variable = (host: string, name: string, value: string): ComposePiece => ({
  path: service(host, 'environment'),
  name,
  written: `${name}: ${value}`,
  after: /DATABASE|^NATS_|^GRPC_/,
});

/** Address at which a host listens in its container. */
export const GRPC_ADDRESS = '0.0.0.0:50051';
export const GRPC_PORT = 50_051;

const natsLogin = (host: string, user: string): ComposePiece[] => [
  { ...variable(host, 'NATS_URL', 'nats://nats:4222'), after: /DATABASE/ },
  { ...variable(host, 'NATS_USER', user), after: /^NATS_URL$/ },
  {
    ...variable(host, 'NATS_PASSWORD', required(`${user.toUpperCase()}_NATS_PASSWORD`)),
    after: /^NATS_USER$/,
  },
  { path: service(host, 'depends_on'), name: NATS, written: `${NATS}:\n  condition: service_healthy`, after: /./ },
];

/** Lines of the services other than the extracted hosts, while a context is reached over NATS. */
const WITH_NATS: readonly ComposePiece[] = [
  ...natsLogin(PROVISION, 'PROVISION'),
  { path: service(PROVISION, 'networks'), name: 'hosts', written: '- hosts', after: /./ },
  ...natsLogin(MONOLITH, MONOLITH),
];

/** Line that keeps the server from starting while no host needs it. */
const UNUSED_NATS: ComposePiece = {
  path: service(NATS),
  name: 'profiles',
  written: 'profiles: [nats]',
  after: 'first',
};

/** Lines of the monolith while a context is reached over gRPC. */
const WITH_GRPC: readonly ComposePiece[] = [
  variable(MONOLITH, 'GRPC_LISTEN', GRPC_ADDRESS),
  ...grpcCertificate(MONOLITH).map(({ name, value }) => variable(MONOLITH, name, value)),
  { path: service(MONOLITH), name: 'expose', written: `expose: ['${GRPC_PORT}']`, after: /^(?:environment|ports)$/ },
];

/**
 * Returns the text for a topology with other transports. Only while a context is reached over NATS, NATS starts, and the
 * monolith and `provision` have a login there; only while one is reached over gRPC, the monolith has a gRPC port. Lines
 * that were written by hand stay, and so does a file without a service `nats`.
 *
 * @param transports names of all transports of the topology
 */
export function writeTransports(text: string, transports: ReadonlySet<string>): string {
  const grpc = all(text, WITH_GRPC, transports.has('grpc'));
  if (!hasPiece(grpc, { path: ['services'], name: NATS })) return grpc;
  const wanted = transports.has('nats');
  const started = wanted ? removePiece(grpc, UNUSED_NATS) : addPiece(grpc, UNUSED_NATS);
  return all(started, WITH_NATS, wanted);
}

const all = (text: string, pieces: readonly ComposePiece[], wanted: boolean): string =>
  pieces.reduce(wanted ? addPiece : removePiece, text);
