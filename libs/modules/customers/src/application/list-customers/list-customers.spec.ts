import { ListCustomers, RegisterCustomer } from '@contracts/customers';
import { describeTopologies, testContext } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { CustomersModule } from '../../customers.module.js';

describeTopologies('listing customers', (topology) => {
  const shop = testContext({ topology, module: CustomersModule, principal: { subject: 's', roles: ['sales'] } });

  beforeAll(async () => {
    const customers = [
      { customerId: '3', name: 'Ben', country: 'France' },
      { customerId: '1', name: 'Éva', country: 'Chad' },
      { customerId: '2', name: 'anna', country: 'France' },
      { customerId: '10', name: 'Ben', country: 'France' },
    ];
    for (const customer of customers) await shop.execute(new RegisterCustomer(customer));
  });

  type Request = ConstructorParameters<typeof ListCustomers>[0];
  /** All customers of a list, asked for one by one. */
  async function idsOf(request: Request): Promise<string[]> {
    const ids: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await shop.execute(new ListCustomers({ ...request, first: 1, after }));
      ids.push(...page.edges.map(({ node }) => node.customerId));
      if (!page.hasNextPage) return ids;
      after = page.endCursor ?? undefined;
    }
  }

  it.each<[Request, string[]]>([
    [{}, ['1', '10', '2', '3']],
    [{ descending: true }, ['3', '2', '10', '1']],
    [{ sort: 'NAME' }, ['10', '3', '2', '1']],
    [{ sort: 'NAME', descending: true }, ['1', '2', '3', '10']],
    [{ country: 'France', sort: 'NAME' }, ['10', '3', '2']],
    [{ country: 'france' }, []],
    [{ nameContains: 'BEN', country: 'France' }, ['10', '3']],
    [{ nameContains: 'n' }, ['10', '2', '3']],
    [{ nameContains: '%' }, []],
  ])('%j goes through %j', async (request, expected) => {
    expect(await idsOf(request)).toEqual(expected);
  });

  it('refuses the cursor of a list that is sorted in another way', async () => {
    const { endCursor } = await shop.execute(new ListCustomers({ first: 1 }));
    expect(() => new ListCustomers({ sort: 'NAME', after: endCursor! })).toThrow(/sorted in another way/);
  });
});
