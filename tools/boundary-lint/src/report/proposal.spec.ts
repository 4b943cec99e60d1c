import { describe, expect, it } from 'vitest';
import { reportOn, type Tree } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/planted.ts';
const DECLARED = 'libs/modules/catalog/src/declared.ts';
/** An empty contract, so that a skeleton is proposed. */
const EMPTY = { 'libs/contracts/catalog/src/index.ts': 'export const catalog = 1;' };

function proposalFor(declaration: string, clause: string, more: Tree = EMPTY): string {
  const { violations } = reportOn({
    ...more,
    [DECLARED]: declaration,
    [FILE]: `import ${clause} from '../../../catalog/src/declared.js';`,
  });
  expect(violations.map(({ rule }) => rule)).toEqual(['no-cross-context']);
  return violations[0]!.proposal!;
}

describe('a proposal', () => {
  it.each([
    [
      'an event',
      'export class ProductRenamedEvent {}',
      '{ ProductRenamedEvent }',
      `class ProductRenamed extends event('catalog.ProductRenamed'`,
    ],
    [
      'a domain event',
      'export class StockGoneDomainEvent {}',
      '{ StockGoneDomainEvent }',
      `class StockGone extends event('catalog.StockGone'`,
    ],
    [
      'an event that is a type',
      'export interface PriceChangedEvent {}',
      '{ type PriceChangedEvent }',
      `class PriceChanged extends event('catalog.PriceChanged'`,
    ],
    [
      'a command',
      'export class RenameProductCommand {}',
      '{ RenameProductCommand }',
      `class RenameProduct extends command('catalog.RenameProduct'`,
    ],
    [
      'a query',
      'export class FindProductsQuery {}',
      '{ FindProductsQuery }',
      `class FindProducts extends query('catalog.FindProducts'`,
    ],
    [
      'a query without a verb',
      'export class ProductQuery {}',
      '{ ProductQuery }',
      `class GetProduct extends query('catalog.GetProduct'`,
    ],
    [
      'an error',
      'export class UnknownProductError extends Error {}',
      '{ UnknownProductError }',
      `class UnknownProduct extends contractError('catalog.UnknownProduct'`,
    ],
    [
      'an exception',
      'export class UnknownProductException {}',
      '{ UnknownProductException }',
      `class UnknownProduct extends contractError('catalog.UnknownProduct'`,
    ],
    [
      'a type',
      'export interface PriceView { pence: number }',
      '{ PriceView }',
      `export const PriceView = z.object({ /* … */ }); export type PriceView`,
    ],
    ['a data transfer object', 'export class PriceDto {}', '{ PriceDto }', `export const PriceDto = z.object`],
    ['an enum', 'export enum Colour { Red }', '{ Colour }', `export const Colour = z.enum(`],
    ['a constant', 'export const MAX_WEIGHT = 3;', '{ MAX_WEIGHT }', `export const MAX_WEIGHT = …;`],
    ['a function', 'export function roundUp() {}', '{ roundUp }', `move it to shared code`],
    ['a guard', 'export class TenantGuard {}', '{ TenantGuard }', `move it to shared code`],
    ['a module', 'export class PricesModule {}', '{ PricesModule }', `Take PricesModule out`],
    [
      'a service',
      'export class TariffService {}',
      '{ TariffService }',
      `class GetTariff extends query('catalog.GetTariff'`,
    ],
    ['a service', 'export class TariffService {}', '{ TariffService }', `Or a command`],
    [
      'an entity',
      'export class TariffEntity {}',
      '{ TariffEntity }',
      `class GetTariff extends query('catalog.GetTariff'`,
    ],
    [
      'a name that is passed on',
      `export { Sunk as GoneEvent } from './sunk.js';`,
      '{ GoneEvent }',
      `class Gone extends event('catalog.Gone'`,
    ],
  ])('fits %s', (_what, declaration, clause, expected) => {
    expect(
      proposalFor(declaration, clause, { ...EMPTY, 'libs/modules/catalog/src/sunk.ts': 'export class Sunk {}' }),
    ).toContain(expected);
  });

  it('explains how to subscribe to an event', () => {
    const proposal = proposalFor('export class ProductRenamedEvent {}', '{ ProductRenamedEvent }');
    expect(proposal).toContain('subscription(…)');
    expect(proposal).toContain('@EventsHandler(ProductRenamed)');
    expect(proposal).not.toContain('query(');
  });

  it('offers events for an event, and requests for a request', () => {
    const more: Tree = {};
    expect(proposalFor('export class ProductAddedEvent {}', '{ ProductAddedEvent }', more)).toMatch(
      /^@contracts\/catalog offers ProductAdded \(event\)\./,
    );
    expect(proposalFor('export class AddProductCommand {}', '{ AddProductCommand }', more)).toMatch(
      /^@contracts\/catalog offers AddProduct \(command\)\./,
    );
    expect(proposalFor('export class ProductsQuery {}', '{ ProductsQuery }', more)).toMatch(
      /^@contracts\/catalog offers GetProducts \(query\)\./,
    );
  });

  it('distinguishes several kinds', () => {
    const proposal = proposalFor(
      'export class GoneEvent {}\nexport const LIMIT_OF_ALL = 1;',
      '{ GoneEvent, LIMIT_OF_ALL }',
    );
    expect(proposal).toContain(`event('catalog.Gone'`);
    expect(proposal).toContain('export const LIMIT_OF_ALL');
  });

  it('is named after the file if the whole module is imported', () => {
    const { violations } = reportOn({
      ...EMPTY,
      'libs/modules/catalog/src/product-renamed.event.ts': 'export default class {}',
      [FILE]: `import Renamed from '../../../catalog/src/product-renamed.event.js';`,
    });
    expect(violations[0]!.proposal).toContain(`class ProductRenamed extends event('catalog.ProductRenamed'`);
  });

  it('is the contract itself if it exports the same name', () => {
    const more = { 'libs/contracts/catalog/src/index.ts': 'export const catalog = 1;\nexport const PriceView = 1;' };
    expect(proposalFor('export interface PriceView {}', '{ PriceView }', more)).toBe(
      '@contracts/catalog has PriceView already; import it from there.',
    );
  });
});
