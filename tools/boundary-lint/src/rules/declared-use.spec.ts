import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const MODULE = 'libs/modules/orders/src/orders.module.ts';
const HANDLER = 'libs/modules/orders/src/application/place-order.handler.ts';
const RESOLVER = 'libs/modules/orders/src/api/orders.resolver.ts';
const API_MODULE = 'libs/modules/orders/src/api/index.ts';
const declares = (contract: string): string =>
  `import { use } from '@multilith/runtime';\nimport { ${contract} } from '@contracts/${contract}';\nexport const uses = [use(${contract}, { whenUnavailable: 'fail' })];`;
const sends = `import { GetProducts } from '@contracts/catalog';`;

describe('declared-use', () => {
  it('refuses a query to a context that is not listed in uses', () => {
    expect(findingsOf({ [HANDLER]: sends })).toEqual([`declared-use ${HANDLER}`]);
  });

  it('refuses a listed context that gets no message', () => {
    const findings = findingsOf({ [MODULE]: declares('catalog') });
    expect(findings).toEqual([`declared-use ${MODULE}`]);
  });

  it('keeps the uses of the module and of its API apart', () => {
    const findings = findingsOf({ [MODULE]: declares('catalog'), [HANDLER]: sends, [RESOLVER]: sends });
    expect(findings).toEqual([`declared-use ${RESOLVER}`]);
  });

  it('allows what is both listed and sent', () => {
    const files = { [MODULE]: declares('catalog'), [HANDLER]: sends };
    expect(findingsOf(files)).toEqual([]);
  });

  it('refuses a listed context without a decision for when it is not there', () => {
    const undecided = declares('catalog').replace("whenUnavailable: 'fail'", "timeout: '2s'");
    expect(findingsOf({ [MODULE]: undecided, [HANDLER]: sends })).toEqual([`declared-use ${MODULE}`]);
  });

  it('sees messages that are reached through a namespace', () => {
    const all = `import * as contract from '@contracts/catalog';\nexport const message = contract.GetProducts;`;
    expect(findingsOf({ [HANDLER]: all })).toEqual([`declared-use ${HANDLER}`]);
    const event = `import * as contract from '@contracts/catalog';\nexport const message = contract.ProductAdded;`;
    expect(findingsOf({ [HANDLER]: event })).toEqual([]);
  });

  it('asks nothing for events, the own contract and specs', () => {
    expect(
      findingsOf({
        [HANDLER]: `import { ProductAdded } from '@contracts/catalog';\nimport { orders } from '@contracts/orders';`,
        'libs/modules/orders/src/application/place-order.spec.ts': sends,
        [API_MODULE]: `export class OrdersApiModule {}`,
      }),
    ).toEqual([]);
  });
});
