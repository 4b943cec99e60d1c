import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** `PYTHON`, else the system's interpreter, for which Debian installs its packages. */
const PYTHON = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
const NEEDS =
  'Install python3-grpcio, protobuf-compiler, protobuf-compiler-grpc and libprotobuf-dev with apt-get, or grpcio and grpcio-tools with pip.';

/** A running server in Python. */
export interface PythonServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts `python/server.py` as a process of its own. In a deployment it has an image of its own. */
export async function startPythonServer(): Promise<PythonServer> {
  const code = await generateCode();
  const server = spawn(PYTHON, ['-u', here('../python/server.py'), '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONPATH: code },
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const address = await Promise.race([
    // It writes its address once it listens.
    new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`The server in Python has ended. ${NEEDS}`))),
  ]);
  return {
    address,
    async stop() {
      server.kill();
      await ended;
      await rm(code, { recursive: true });
    },
  };
}

/** Generates Python code from the proto files, and returns its folder. In a deployment this is part of the build. */
async function generateCode(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratings-'));
  const inputs = [`-I${here('../proto')}`, `-I${here('../python/proto')}`];
  const outputs = [`--python_out=${folder}`, `--grpc_python_out=${folder}`];
  const files = ['ratings/v1/ratings.proto', 'google/rpc/status.proto'];
  const [program, ...args] = protoc();
  await promisify(execFile)(program, [...args, ...inputs, ...outputs, ...files]).catch((cause: unknown) =>
    Promise.reject(new Error(`Python could not generate code. ${NEEDS}`, { cause })),
  );
  return folder;
}

/** Returns the protoc of the system if it has Debian's plugin for gRPC, else that of the package grpcio-tools. */
function protoc(): [program: string, ...args: string[]] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const plugin = folders.map((folder) => join(folder, 'grpc_python_plugin')).find(existsSync);
  return plugin ? ['protoc', `--plugin=protoc-gen-grpc_python=${plugin}`] : [PYTHON, '-m', 'grpc_tools.protoc'];
}
