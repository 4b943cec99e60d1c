// The programs outside of npm that specs need: found, or installed where that is safe to do without asking.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { announce, say } from './run.mjs';

const APT = '/usr/bin/apt-get';
const PYTHON = process.env.PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');

/** Ends with 0 where programs in Python can be generated and run. */
const HAS_GRPC = `import grpc, cryptography, google.protobuf, shutil, sys
sys.exit(not (shutil.which('protoc') and shutil.which('grpc_python_plugin')))`;

/**
 * @typedef {object} Needed
 * @property {string} name
 * @property {readonly string[]} packages of Debian and Ubuntu
 * @property {string} why which specs need it
 * @property {string} variable names another one than that of the system
 * @property {boolean} always whether no run of the specs makes sense without it; else some specs fail
 * @property {() => Promise<string | undefined>} problem what is missing and how to get it; `undefined` if it is there
 */

/** @type {readonly Needed[]} */
const NEEDED = [
  {
    name: 'nats-server',
    packages: ['nats-server'],
    why: 'contexts that are reached over NATS',
    variable: 'NATS_SERVER',
    always: true,
    async problem() {
      // Looks for it as specs will.
      const { findNatsServer } = await import('@multilith/nats/server');
      try {
        findNatsServer();
        return undefined;
      } catch (error) {
        if (error.code !== 'NATS_SERVER_MISSING') throw error;
        return error.message;
      }
    },
  },
  {
    name: 'Python with gRPC',
    packages: [
      ...['python3-grpcio', 'python3-cryptography'],
      ...['protobuf-compiler', 'protobuf-compiler-grpc', 'libprotobuf-dev'],
    ],
    why: 'programs in Python that call a context over gRPC',
    variable: 'PYTHON',
    always: false,
    async problem() {
      if (spawnSync(PYTHON, ['-c', HAS_GRPC], { stdio: 'ignore' }).status === 0) return undefined;
      return (
        `${PYTHON} has no gRPC, or protoc and its plugin for Python are missing, so the specs of programs in Python will fail. ` +
        `apt-get install ${this.packages.join(' ')}; PYTHON names another interpreter, with grpcio and cryptography.`
      );
    },
  },
];

/**
 * Looks for what specs need. Where something is missing and this is root on a machine with apt, such as a container of
 * CI, installs it and says so; elsewhere says how to get it, and ends the process if no spec can do without it.
 */
export async function requireSystemPackages() {
  const missing = await missingOf(NEEDED);
  if (missing.length === 0) return;
  install(missing.map(({ needed }) => needed));
  const stillMissing = await missingOf(missing.map(({ needed }) => needed));
  for (const { needed, problem } of stillMissing) console.error(`${needed.always ? '✗' : '!'} ${problem}`);
  if (stillMissing.some(({ needed }) => needed.always)) process.exit(1);
}

/** @param {readonly Needed[]} some */
async function missingOf(some) {
  const looked = await Promise.all(some.map(async (needed) => ({ needed, problem: await needed.problem() })));
  return looked.filter(({ problem }) => problem !== undefined);
}

/** @param {readonly Needed[]} missing */
function install(missing) {
  const machine = { uid: process.getuid?.(), apt: existsSync(APT) };
  const wanted = missing.filter(({ variable }) => mayInstall({ ...machine, named: process.env[variable] }));
  if (wanted.length === 0) return;
  announce('Installing with apt-get what specs need');
  for (const { name, why } of wanted) say(`  ${name}, for specs of ${why}`);
  const installed = () =>
    apt('install', '--yes', '--no-install-recommends', ...wanted.flatMap(({ packages }) => packages));
  // A machine that has never asked for its packages does not know of any.
  if (!installed() && apt('update')) installed();
}

/**
 * Whether what is missing may be installed without asking: only by root, only with apt, and never in place of one that the
 * environment names.
 *
 * @param {{ named: string | undefined, uid: number | undefined, apt: boolean }} machine
 */
export const mayInstall = ({ named, uid, apt: hasApt }) => !named && uid === 0 && hasApt;

const apt = (...args) =>
  spawnSync(APT, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
