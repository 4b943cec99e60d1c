import { listOf, namesOf, textOf, type ComposeService } from '../../deployment-files/compose-file.js';
import { faults, notNeeded, type Check } from '../finding.js';
import { isLoopback, type InspectedDeployment } from '../inspected-deployment.js';

/** Returns a check of each service of the compose file. */
const serviceCheck = (
  rest: Pick<Check, 'name' | 'title' | 'remedy'>,
  find: (service: ComposeService, deployment: InspectedDeployment) => readonly string[],
): Check => ({
  ...rest,
  run: (deployment) =>
    deployment.compose === undefined
      ? notNeeded('There is no compose file.')
      : faults(
          deployment.compose.services.flatMap((service) =>
            find(service, deployment).map((fault) => `${service.name}: ${fault}`),
          ),
        ),
});

const SECRET_NAME = /PASSWORD|SECRET|PRIVATE|(?:^|_)(?:KEY|TOKEN|SEED)$/;
/** A URL with a literal password. */
const URL_WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^/@\s:]*:(?!\$\{)[^/@\s]+@/i;
/** Folders of the host machine whose mount gives control over it. */
const SENSITIVE_MOUNT = /^(?:\/|\/(?:etc|proc|sys|dev|root|boot|var\/run|run|var\/lib\/docker)(?:\/.*)?)$/;
const NEEDLESS = new Set(['SYS_ADMIN', 'SYS_PTRACE', 'SYS_MODULE', 'NET_ADMIN', 'NET_RAW', 'ALL']);

const isSet = (value: string): boolean => value !== '' && !value.includes('${');

export const composeChecks: readonly Check[] = [
  serviceCheck(
    {
      name: 'compose-secrets',
      title: 'The compose file holds no secrets',
      remedy: 'Write ${NAME:?…} in place of the value, and the value into .env.production.',
    },
    ({ writtenEnvironment }) =>
      Object.entries(writtenEnvironment)
        .filter(([name, value]) => (SECRET_NAME.test(name) && isSet(value)) || URL_WITH_PASSWORD.test(value))
        .map(([name]) => `${name} stands in the file.`),
  ),
  serviceCheck(
    {
      name: 'compose-containers',
      title: 'Containers have a read-only root, no capabilities that they do not need, and cannot gain more',
      remedy: "Give the service read_only: true, cap_drop: [ALL] and security_opt: ['no-new-privileges:true'].",
    },
    ({ written }) => [
      ...(written['privileged'] === true ? ['it is privileged.'] : []),
      ...(written['read_only'] === true ? [] : ['its root can be written to.']),
      ...(listOf(written['cap_drop']).map(textOf).includes('ALL') ? [] : ['it keeps its capabilities.']),
      ...listOf(written['cap_add'])
        .map(textOf)
        .filter((capability) => NEEDLESS.has(capability.replace(/^CAP_/, '')))
        .map((capability) => `it has the capability ${capability}.`),
      ...(listOf(written['security_opt']).some((option) => /^no-new-privileges(?::true)?$/.test(textOf(option)))
        ? []
        : ['it can gain privileges.']),
      ...(['pid', 'ipc', 'userns_mode'] as const)
        .filter((name) => written[name] === 'host')
        .map((name) => `it shares ${name} with the machine.`),
      ...mountsOf(written)
        .filter((source) => SENSITIVE_MOUNT.test(source))
        .map((source) => `it mounts ${source} of the machine.`),
    ],
  ),
  serviceCheck(
    {
      name: 'compose-limits',
      title: 'Containers are limited in memory, processes and processors',
      remedy: 'Give the service mem_limit, pids_limit and cpus, or deploy.resources.limits.',
    },
    ({ written }) => {
      const { limits = {} } = ((written['deploy'] as { resources?: { limits?: Record<string, unknown> } } | undefined)
        ?.resources ?? {}) as { limits?: Record<string, unknown> };
      return [
        ...(written['mem_limit'] || limits['memory'] ? [] : ['its memory is not limited.']),
        ...(written['pids_limit'] || limits['pids'] ? [] : ['its processes are not limited.']),
        ...(written['cpus'] || limits['cpus'] ? [] : ['its processors are not limited.']),
      ];
    },
  ),
  serviceCheck(
    {
      name: 'compose-ports',
      title: 'Ports are published on this machine only',
      remedy: "Publish with an address ('127.0.0.1:3000:3000') and put a proxy with TLS in front of the edge.",
    },
    ({ ports, written }) => [
      ...(written['network_mode'] === 'host' ? ['it uses the network of the machine.'] : []),
      ...ports
        .filter(({ address }) => address === undefined || !isLoopback(address))
        .map(
          ({ address = 'every address', published, target }) => `port ${published || target} is open on ${address}.`,
        ),
    ],
  ),
  serviceCheck(
    {
      name: 'compose-networks',
      title: 'Services share a network only with those that they deal with',
      remedy: 'Name networks for each service as docker-compose.yml of the workspace does: edge, hosts, data, metrics.',
    },
    (service, deployment) => {
      if (service.networks.includes('default')) return ['it is in the default network.'];
      if (!isServer(service)) return [];
      const strangers = deployment.compose!.services.filter(
        (other) =>
          other.name !== service.name &&
          !deployment.places.hosts.includes(other.name) &&
          other.networks.some((network) => service.networks.includes(network)) &&
          !dealsWith(other, service),
      );
      return strangers.map(({ name }) => `it shares a network with ${name}, which does not use it.`);
    },
  ),
];

/** PostgreSQL and NATS: servers that hold data worth protecting. */
const isServer = ({ written }: ComposeService): boolean =>
  /(?:^|\/)(?:postgres|nats)(?:[:@]|$)/.test(textOf(written['image']));

/** Whether one of two services has an address of the other among its variables. */
function dealsWith(one: ComposeService, other: ComposeService): boolean {
  const names = (from: ComposeService, to: ComposeService): boolean =>
    Object.values(from.environment).some((value) => new RegExp(`(?:@|//)${to.name}(?:[:/]|$)`).test(value)) ||
    namesOf(from.written['depends_on']).includes(to.name);
  return names(one, other) || names(other, one);
}

/** Returns the folders of the host machine among the volumes of a service. */
function mountsOf(written: Readonly<Record<string, unknown>>): string[] {
  return listOf(written['volumes']).flatMap((volume) => {
    if (typeof volume === 'object' && volume !== null) {
      const { type, source } = volume as { type?: string; source?: string };
      return type === 'bind' && source ? [source] : [];
    }
    const [source = ''] = textOf(volume).split(':');
    return source.startsWith('/') ? [source] : [];
  });
}
