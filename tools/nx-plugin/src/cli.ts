// `multilith-nx <command>`: what a workspace needs beside `nx extract`, `nx inline` and the generators.
export {};

const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  start: () => import('./start/cli.js'),
  'nats-users': () => import('./nats-users/cli.js'),
  'grpc-permissions': () => import('./grpc-permissions/cli.js'),
  image: () => import('./image/cli.js'),
};
const HELP = `multilith-nx start [--help]                  starts every host that topology.json names; build them first
multilith-nx nats-users [--check]            writes deploy/nats-users.conf: the logins of the hosts and what they may do
multilith-nx grpc-permissions [--check]      writes deploy/grpc-permissions.json: what hosts may do over gRPC
multilith-nx image <folder of a host> <to>   writes what the image of a built host holds to a folder`;

const [node = '', program = '', name = '', ...args] = process.argv;
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  process.argv = [node, program, ...args];
  await command();
} else {
  const asked = name === '--help' || name === 'help';
  (asked ? console.log : console.error)(asked ? HELP : `✗ There is no command '${name}'.\n${HELP}`);
  process.exitCode = asked ? 0 : 2;
}
