import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { UnwrittenFiles } from './unwritten-files.js';
import { BuiltWorkspace } from './built-workspace.js';
import commandGenerator from '../src/generators/command/command.generator.js';
import contextGenerator from '../src/generators/context/context.generator.js';
import eventGenerator from '../src/generators/event/event.generator.js';
import extensionGenerator from '../src/generators/extension/extension.generator.js';
import queryGenerator from '../src/generators/query/query.generator.js';
import subscriptionGenerator from '../src/generators/subscription/subscription.generator.js';
import { extractCommand } from '../src/extract/extract-command.js';
import type { Afterwards, WorkspaceFiles } from '../src/generators/workspace-files.js';

// What is written here is what a new context begins with; `npm run test:generators` has every generator write to
// contexts of every form, each through Nx.
const LONG = 3_600_000;
const NEW = ['gift-cards', 'loyalty'].flatMap((name) => [`libs/contracts/${name}`, `libs/modules/${name}`]);
let copy: BuiltWorkspace;

/** Runs a generator as Nx does, without the seconds that Nx takes to start. */
async function generate(generator: (files: WorkspaceFiles) => Promise<Afterwards>): Promise<void> {
  const files = new UnwrittenFiles(copy.folder);
  const afterwards = await generator(files);
  files.flush();
  await afterwards();
}

async function passes(command: string, ...args: string[]): Promise<string> {
  const { code, output } = await copy.run(command, args, { TEST_DATABASE_URL: inject('postgresUrl') });
  expect(code, output).toBe(0);
  return output;
}

/** What the linter finds in some folders; it reads all of the copy for one of them too. */
async function breachesIn(...folders: readonly string[]): Promise<readonly { readonly file: string }[]> {
  const { output } = await copy.run('node', ['tools/boundary-lint/dist/cli.js', '--format', 'json']);
  const { violations, unanalysable } = JSON.parse(output) as Record<string, { file: string }[]>;
  return [...violations!, ...unanalysable!].filter(({ file }) => folders.some((each) => file.startsWith(`${each}/`)));
}

beforeAll(async () => {
  copy = new BuiltWorkspace();
  await passes('nx', 'g', 'context', 'gift-cards');
  const access = 'authenticated';
  await generate((files) => commandGenerator(files, { name: 'gift-cards/RedeemGiftCard', access, api: true }));
  await generate((files) =>
    queryGenerator(files, { name: 'gift-cards/GetRedemptions', access: 'internal', api: false }),
  );
  await generate((files) => eventGenerator(files, { name: 'gift-cards/GiftCardRedeemed' }));
  const followed = { name: 'gift-cards/welcome-orders', event: 'orders.OrderConfirmed', start: 'beginning' } as const;
  await generate((files) => subscriptionGenerator(files, followed));
  // A context that begins with nothing, so that everything is added by another generator.
  await generate((files) => contextGenerator(files, { name: 'loyalty', bare: true }));
  const earned = { name: 'loyalty/earn-points', event: 'orders.OrderConfirmed', start: 'beginning' } as const;
  await generate((files) => subscriptionGenerator(files, { ...earned, entity: 'Balance' }));
  await generate((files) => subscriptionGenerator(files, { ...earned, event: 'orders.OrderReturned' }));
  const field = { name: 'loyalty/Customer', field: 'loyalty', query: 'GetBalances', access: 'librarian' };
  await generate((files) => extensionGenerator(files, field));
  await generate((files) => extensionGenerator(files, { ...field, field: 'balance' }));
}, LONG);
afterAll(() => copy.remove());

it(
  'generated contexts build, with the monolith that runs them',
  () => passes('node', 'tools/dev/build-project.mjs'),
  LONG,
);

it(
  'its references, owners, types and neighbours are what they should be',
  async () => {
    await passes('node', 'tools/dev/workspace.mjs');
    await passes('node', 'tools/codegen/dist/main.js', '--check');
    await passes('node', 'tools/contract-tools/dist/main.js', 'write', '--check', '--no-build');
    const lock = JSON.parse(copy.read('libs/contracts/gift-cards/src/contract.lock.json')) as { messages: object };
    expect(Object.keys(lock.messages)).toEqual([
      'GetGiftCards',
      'GetRedemptions',
      'GiftCardRedeemed',
      'GiftCardRegistered',
      'RedeemGiftCard',
      'RegisterGiftCard',
    ]);
    expect(copy.read('docs/contracts/orders.md')).toContain('welcome-orders');
    expect(await breachesIn(...NEW)).toEqual([]);
    expect(copy.read('docs/module-graph.md')).toContain('| orders | is heard by | gift-cards | OrderConfirmed |');
    expect(copy.read('libs/modules/gift-cards/README.md')).toContain(
      '| publishes | `GiftCardRegistered` (key: the gift card id), `GiftCardRedeemed` (key: `giftCardId`) |',
    );
    expect(copy.read('docker-compose.yml')).toMatch(/^ {6}GIFT_CARDS_DATABASE_URL: \$\{GIFT_CARDS_DATABASE_URL:\?/m);
    await passes('node', 'tools/nx-plugin/dist/nats-users/cli.js', '--check');
    await passes('node', 'tools/nx-plugin/dist/grpc-permissions/cli.js', '--check');
    expect(copy.read('deploy/nats-users.conf')).toContain('multilith.announce.gift-cards');
    const page = copy.read('libs/modules/loyalty/README.md');
    expect(page).toContain('| owns | table `balance` |');
    expect(page).toContain(
      '| subscribes | `earn-points`, from the beginning: `orders.OrderReturned`, `orders.OrderConfirmed` |',
    );
    expect(page).toContain('| API | `Customer.loyalty`, `Customer.balance` |');
  },
  LONG,
);

it(
  'none of it has lint, all of it is formatted',
  async () => {
    await passes('oxlint', '--deny-warnings', ...NEW, 'apps/monolith');
    await passes('prettier', '--check', '--ignore-unknown', ...copy.changes());
  },
  LONG,
);

it(
  'its specs pass in every topology, unedited',
  async () => {
    expect(await passes('vitest', 'run', 'gift-cards', 'loyalty')).toMatch(/Test Files +10 passed/);
  },
  LONG,
);

it.each([
  ['extract', 'nosuch', /PLACEMENT_UNKNOWN_CONTEXT: [^]*The contexts are [^]*\bgift-cards\b/],
  ['inline', 'gift-card', /Did you mean 'gift-cards'\?/],
])(
  'nx %s %s names the contexts instead',
  async (command, name, says) => {
    const { code, output } = await copy.run('nx', [command, name]);
    expect(output).toMatch(says);
    expect(code).toBe(1);
  },
  LONG,
);

const REFUSED = [
  '--format=$(touch pwned)',
  '--traces=`touch pwned`',
  '--format="; touch pwned; "',
  '--program=pwn.cjs',
];
it.each(REFUSED)('extract refuses %s', (option) =>
  expect(() => extractCommand(copy.folder, ['orders', '--plan', option])).toThrow(
    expect.objectContaining({ code: 'PLACEMENT_ARGUMENT' }) as Error,
  ),
);

it(
  'nx extract takes options as text',
  async () => {
    writeFileSync(join(copy.folder, 'pwn.cjs'), `require('node:fs').writeFileSync('pwned', '')`);
    const { code, output } = await copy.run('nx', ['extract', 'orders', '--plan', ...REFUSED]);
    expect(code, output).toBe(1);
    expect(output).toMatch(/PLACEMENT_ARGUMENT/);
    expect(existsSync(join(copy.folder, 'pwned'))).toBe(false);
  },
  LONG,
);

it('npm ci takes its lockfile', () => passes('npm', 'ci', '--dry-run', '--offline', '--ignore-scripts'), LONG);
