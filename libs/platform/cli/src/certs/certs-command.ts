import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AUTHORITY_DAYS, CERTIFICATE_DAYS, CertificateAuthority } from '@multilith/grpc/certificates';
import { isHostName } from '@multilith/runtime/transport';
import type { StandaloneRun } from '../command-run.js';
import { placesIn } from '../deployment-files/workspace-places.js';
import { UsageError } from '../usage-error.js';
import { CertificateFolder } from './certificate-folder.js';

/** Where certificates are written by default. */
export const CERTIFICATES_FOLDER = '.certs';

const HELP = `multilith certs: certificates for hosts that reach each other over gRPC, for development and staging

  multilith certs                          makes a certificate authority and a certificate for each host of the topology, or
                                           adds those that are missing and renews those that will expire
  --client NAME                            also one for a client that is not a host; GRPC_CLIENTS of a host lets it in
  --address HOST=NAME[,NAME]               further DNS names and IP addresses in the certificate of a host
  --host NAME                              only this host; --host, --client and --address can be repeated
  --folder FOLDER                          default: ${CERTIFICATES_FOLDER}, which git leaves out
  --days DAYS                              how long new certificates are valid; default: ${CERTIFICATE_DAYS}
  --renew                                  makes all certificates anew
  --new-authority                          makes a new authority; hosts also trust the former one until it expires
  --check                                  changes nothing; exit code 1 if a certificate is missing or will expire
  --force                                  replaces files of the same name that come from elsewhere`;

/** Certificates are renewed when this share of their life is left. */
const RENEWAL_SHARE = 1 / 3;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A certificate that is wanted. */
interface Wanted {
  /** Name of its files. */
  readonly file: string;
  readonly name: string;
  readonly kind: 'host' | 'client';
  /** `undefined`: those of the existing certificate. */
  readonly addresses: readonly string[] | undefined;
}

/** `multilith certs`: see its help. */
export async function certs({ args, env, folder, out }: StandaloneRun): Promise<number> {
  const flags = parse(args);
  if (flags.help) {
    out(HELP);
    return 0;
  }
  const place = resolve(folder, flags.folder);
  const shown = (path: string): string => {
    const short = relative(folder, path);
    return short.startsWith('..') || isAbsolute(short) ? path : short;
  };
  const certificates = new CertificateFolder(place);
  const wanted = wantedCertificates(
    flags,
    () => placesIn(folder, { TOPOLOGY_FILE: env['TOPOLOGY_FILE'], ...env }).hosts,
  );
  const existing = certificates.openAuthority(flags.force);
  // All files are checked before anything is written.
  const found = wanted.map((each) => ({ ...each, files: certificates.filesOf(each.file, flags.force) }));
  const needsAuthority = flags['new-authority'] || existing === undefined || isEnding(certificates.authorities[0]!);
  const due = found.filter(
    ({ files, addresses }) => flags.renew || existing === undefined || isDue(files.certificate, addresses),
  );
  if (flags.check) {
    if (needsAuthority) out(`${shown(join(place, 'ca.crt'))} is missing or will expire.`);
    for (const { files } of due) out(`${shown(files.path)} is missing or will expire.`);
    return needsAuthority || due.length > 0 ? 1 : 0;
  }
  const authority = needsAuthority ? CertificateAuthority.create() : existing;
  if (needsAuthority) {
    certificates.writeAuthority(authority, existing !== undefined);
    out(`${shown(join(place, 'ca.crt'))}: a new authority, valid for ${AUTHORITY_DAYS / 365} years.`);
  }
  for (const { name, kind, addresses, files } of due) {
    const validity = { days: flags.days };
    files.write(
      kind === 'client'
        ? authority.client(name, validity)
        : authority.host(name, { ...validity, addresses: addresses ?? addressesOf(files.certificate) }),
    );
    out(`${shown(files.path)}: a certificate for the ${kind} ${name}, valid for ${flags.days} days.`);
  }
  if (due.length === 0) out(`${shown(place)} has every certificate.`);
  const [host] = found;
  if (host)
    out(
      `Settings of ${host.name}: GRPC_TLS_CA=${shown(join(place, 'ca.crt'))} GRPC_TLS_CERT=${shown(host.files.path)} GRPC_TLS_KEY=${shown(host.files.path.replace(/crt$/, 'key'))}`,
    );
  return 0;
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      folder: { type: 'string', default: CERTIFICATES_FOLDER },
      host: { type: 'string', multiple: true },
      client: { type: 'string', multiple: true, default: [] as string[] },
      address: { type: 'string', multiple: true, default: [] as string[] },
      days: { type: 'string', default: String(CERTIFICATE_DAYS) },
      renew: { type: 'boolean', default: false },
      'new-authority': { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > AUTHORITY_DAYS)
    throw new UsageError(`--days is '${values.days}'. Give a number of days up to ${AUTHORITY_DAYS}.`);
  return { ...values, days };
}

type Flags = ReturnType<typeof parse>;

function wantedCertificates(flags: Flags, hostsOfTopology: () => readonly string[]): Wanted[] {
  const addresses = new Map(flags.address.map(readAddress));
  const hosts = flags.host ?? hostsOfTopology();
  const unknown = [...addresses.keys()].find((host) => !hosts.includes(host));
  if (unknown !== undefined)
    throw new UsageError(`--address names ${unknown}, which is not a host of the topology: ${hosts.join(', ')}.`);
  const invalid = [...hosts, ...flags.client].find((name) => !isHostName(name));
  if (invalid !== undefined) throw new UsageError(`'${invalid}' cannot be the name of a host or a client.`);
  // Its files would be those of the authority.
  if (hosts.includes('ca'))
    throw new UsageError("The name 'ca' is that of the authority, so no host can have it here.");
  return [
    ...hosts.map((name): Wanted => ({ name, kind: 'host', file: name, addresses: addresses.get(name) })),
    ...flags.client.map((name): Wanted => ({ name, kind: 'client', file: `${name}.client`, addresses: undefined })),
  ];
}

function readAddress(text: string): [string, string[]] {
  const [, host, names] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (host === undefined || names === undefined)
    throw new UsageError(`--address is '${text}'. Give a host and its names, like orders=orders.example.com,10.0.0.7.`);
  return [host, names.split(',').map((name) => name.trim())];
}

/** Whether a certificate has to be made: it is missing, most of its life is over, or it lacks an address. */
function isDue(certificate: X509Certificate | undefined, addresses: readonly string[] | undefined): boolean {
  if (certificate === undefined || isEnding(certificate)) return true;
  return addresses?.some((address) => !isNamedIn(certificate, address)) === true;
}

const isNamedIn = (certificate: X509Certificate, address: string): boolean =>
  (isIP(address) === 0
    ? certificate.checkHost(address, { subject: 'never', wildcards: false })
    : certificate.checkIP(address)) !== undefined;

function isEnding({ validFrom, validTo }: X509Certificate): boolean {
  const [from, to] = [new Date(validFrom).getTime(), new Date(validTo).getTime()];
  return to - Date.now() < Math.max((to - from) * RENEWAL_SHARE, DAY_MS / 24);
}

/** The names of a certificate beside that of its host. */
const addressesOf = (certificate: X509Certificate | undefined): string[] =>
  (certificate?.subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1] ?? [])
    .slice(1);
