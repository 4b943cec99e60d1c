import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { UnwrittenFiles } from '../../../test/unwritten-files.js';
import { AffectedContracts } from './affected-contracts.js';

const manifest = (name: string, ...dependencies: string[]): string =>
  JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])) });
const HANDLER = `
  import { EventsHandler } from '@nestjs/cqrs';
  import { subscription } from '@multilith/runtime';
  import { OrderPlaced } from '@contracts/orders';
  @EventsHandler(OrderPlaced)
  export class MailHandler {}
  export const subscriptions = [subscription('mail', { handler: MailHandler, start: 'now' })];`;
const FILES = {
  'package.json': '{ "private": true, "workspaces": ["libs/contracts/*", "libs/modules/*"] }',
  'topology.json': '{}',
  'libs/contracts/shared/package.json': manifest('@contracts/shared'),
  'libs/contracts/shared/src/index.ts': 'export const Id = 1;',
  'libs/contracts/orders/package.json': manifest('@contracts/orders', '@contracts/shared'),
  'libs/contracts/orders/src/index.ts': `
    import { event } from '@multilith/contract';
    export class OrderPlaced extends event('orders.OrderPlaced', { payload, key }) {}`,
  'libs/contracts/mails/package.json': manifest('@contracts/mails', '@contracts/orders'),
  'libs/contracts/mails/src/index.ts': 'export const mails = 1;',
  'libs/contracts/stock/package.json': manifest('@contracts/stock'),
  'libs/contracts/stock/src/index.ts': 'export const stock = 1;',
  'libs/modules/mails/package.json': manifest('@modules/mails'),
  'libs/modules/mails/src/mail.handler.ts': HANDLER,
};

/** The contracts that are affected where a generator writes these files. */
function affectedBy(written: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'affected-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const files = new UnwrittenFiles(root);
  for (const [path, text] of Object.entries(written)) files.write(path, text);
  const contracts = new AffectedContracts(files);
  files.flush();
  return contracts.folders().map((folder) => folder.slice('libs/contracts/'.length));
}

it('are those with a changed file and those that depend on them', () => {
  expect(affectedBy({ 'libs/contracts/stock/src/more.ts': 'export {};' })).toEqual(['stock']);
  expect(affectedBy({ 'libs/contracts/shared/src/more.ts': 'export {};' })).toEqual(['mails', 'orders', 'shared']);
});

it('are those that are new', () =>
  expect(affectedBy({ 'libs/contracts/gifts/package.json': manifest('@contracts/gifts') })).toEqual(['gifts']));

it('are those whose consumers are others now, and no others', () => {
  const handler = 'libs/modules/mails/src/mail.handler.ts';
  expect(affectedBy({ [handler]: HANDLER.replace("'mail'", "'letter'") })).toEqual(['orders']);
  expect(affectedBy({ [handler]: '' })).toEqual(['orders']);
  expect(affectedBy({ [handler]: `${HANDLER}\nexport const more = 1;` })).toEqual([]);
});
