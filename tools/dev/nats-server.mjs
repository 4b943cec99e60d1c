// The nats-server that specs need: found, or installed where that is safe to do without asking.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { announce } from './run.mjs';

const APT = '/usr/bin/apt-get';

/**
 * Looks for a nats-server as specs will. Where there is none and this is root on a machine with apt, such as a container
 * of CI, installs it and says so; elsewhere ends the process with the way to get one.
 */
export async function requireNatsServer() {
  const { findNatsServer } = await import('@multilith/nats/server');
  try {
    findNatsServer();
    return;
  } catch (error) {
    if (error.code !== 'NATS_SERVER_MISSING') throw error;
    if (!mayInstall({ named: process.env.NATS_SERVER, uid: process.getuid?.(), apt: existsSync(APT) })) giveUp(error);
  }
  announce('Installing nats-server with apt-get, which the specs of extracted contexts need');
  const install = () => apt('install', '--yes', '--no-install-recommends', 'nats-server');
  // A machine that has never asked for its packages does not know of any.
  if (!install() && apt('update')) install();
  try {
    findNatsServer();
  } catch (error) {
    giveUp(error);
  }
}

/**
 * Whether a missing nats-server may be installed without asking: only by root, only with apt, and never in place of one
 * that the environment names.
 *
 * @param {{ named: string | undefined, uid: number | undefined, apt: boolean }} machine
 */
export const mayInstall = ({ named, uid, apt: hasApt }) => !named && uid === 0 && hasApt;

const apt = (...args) =>
  spawnSync(APT, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;

function giveUp({ code, message }) {
  console.error(`✗ ${code}: ${message}`);
  process.exit(1);
}
