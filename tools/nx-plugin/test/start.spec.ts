import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltWorkspace } from './built-workspace.js';
import { StartedWorkspace } from './started-workspace.js';
import { extract } from '../src/extract/extract.js';

const PATIENCE = 600_000;
/** First port for debuggers: another one for every run of specs on this machine. */
const DEBUGGERS = 20_000 + (process.pid % 40_000);
let copy: BuiltWorkspace;
let started: StartedWorkspace;

beforeAll(async () => {
  copy = new BuiltWorkspace();
  extract({ root: copy.folder, context: 'orders', transport: 'grpc' });
  extract({ root: copy.folder, context: 'payments', transport: 'nats' });
  started = new StartedWorkspace(copy, ['--instances', 'orders=2']);
  await started.printed(/Ctrl-C stops every host, NATS and the database/);
}, PATIENCE);
afterAll(async () => {
  await started?.remove();
  copy?.remove();
}, PATIENCE);

/** The port of a server that a file of the data folder names. */
const portIn = (file: string): number =>
  Number(new URL((JSON.parse(readFileSync(join(started.dataDir, file), 'utf8')) as { url: string }).url).port);

async function listens(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm start with orders over gRPC and payments over NATS', { timeout: PATIENCE }, () => {
  it('runs every host, which together take orders', async () => {
    await started.order();
    for (const label of ['orders#1', 'orders#2', 'payments', 'monolith'])
      expect(started.output).toMatch(new RegExp(`^${label} +│ .*INFO: `, 'm'));
  });

  it('prints where a process can be reached over gRPC, which asks for a certificate', async () => {
    for (const label of ['orders#1', 'orders#2', 'monolith']) {
      const [, port] = new RegExp(`^  ${label} +process .* gRPC 127\\.0\\.0\\.1:(\\d+)`, 'm').exec(started.output)!;
      expect([label, await listens(Number(port))]).toEqual([label, true]);
    }
    expect(started.output).not.toMatch(/^ {2}payments +process .* gRPC /m);
    expect(existsSync(join(started.dataDir, 'grpc/tools.key'))).toBe(true);
  });

  it('carries events by streams, which it keeps in the data folder', () => {
    const streams = join(started.dataDir, 'nats/jetstream/$G/streams');
    for (const publisher of ['orders', 'inventory', 'payments'])
      expect(existsSync(join(streams, `multilith_events_${publisher}`)), publisher).toBe(true);
  });

  it('starts a host that dies again, and says so', async () => {
    process.kill(started.pidOf('orders#1'), 'SIGKILL');
    await started.printed(/ERROR: orders#1 ended with SIGKILL/);
    await started.order();
    await started.printed(/orders#1 runs again/);
  });

  it('ends every process at one Ctrl-C, the one with the edge first, and leaves nothing', async () => {
    const pids = ['orders#2', 'monolith'].map((label) => started.pidOf(label));
    const ports = [portIn('nats.json'), portIn('database.json')];
    expect(await Promise.all(ports.map(listens))).toEqual([true, true]);
    started.kill('SIGINT');
    expect(await started.ended()).toBe(0);
    expect(pids.filter(runs)).toEqual([]);
    expect(await Promise.all(ports.map(listens))).toEqual([false, false]);
    expect(started.output).toMatch(/monolith +│ .*Stopped\.[^]*orders#2 +│ .*SIGTERM[^]*orders#2 +│ .*Stopped\./);
  });

  // A workspace of its own: in debug mode, calls wait for a process that another spec kills.
  it('lets a debugger connect to every process, at the port that it prints; it needs no nats-server for gRPC', async () => {
    const topology = join(copy.folder, 'grpc-only.json');
    writeFileSync(topology, '{ "orders": { "transport": "grpc" } }');
    const debugged = new StartedWorkspace(copy, ['--instances', 'orders=2', `--inspect=${DEBUGGERS}`], {
      TOPOLOGY_FILE: topology,
      NATS_SERVER: '/nowhere/nats-server',
    });
    await debugged.printed(/Ctrl-C stops every host and the database/);
    const ports = [...debugged.output.matchAll(/^ {2}(\S+) +process \d+ .* debugger 127\.0\.0\.1:(\d+)$/gm)];
    expect(ports.map(([, label]) => label)).toEqual(['orders#1', 'orders#2', 'monolith']);
    expect(ports.at(-1)![2]).toBe(String(DEBUGGERS));
    for (const [, label, port] of ports) {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { url: string }[];
      expect(targets[0]!.url, label).toMatch(
        label === 'monolith' ? /monolith\/dist\/main\.js$/ : /orders\/dist\/main\.js$/,
      );
    }
    await debugged.order();
    expect(debugged.output).toMatch(/^orders#1 +│ .*Debug mode: calls, statements and transactions may take an hour/m);
    await debugged.remove();
  });

  it('starts one host alone only where it says what that host has to share', async () => {
    const alone = new StartedWorkspace(copy, ['--host', 'orders']);
    expect(await alone.ended()).toBe(1);
    expect(alone.output).toMatch(
      /✗ HOST_SETTINGS_MISSING: .*'orders' alone needs NATS_URL .* and GRPC_HOSTS .* and DATABASE_URL/,
    );
    await alone.remove();
  });
});
