import { FindCustomer, GetCustomers, ListCustomers, RegisterCustomer } from '@contracts/customers';
import { describeTopologies, testContext } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { CustomersModule } from '../../customers.module.js';

const sales = { subject: 'clerk', roles: ['sales'] };

describeTopologies('looking up customers', (topology) => {
  const shop = testContext({ topology, module: CustomersModule });
  beforeAll(async () => {
    for (const customerId of ['1', '2', '3'])
      await shop.as(sales).execute(new RegisterCustomer({ customerId, name: `C${customerId}`, country: 'Norway' }));
  });
  const idsSeenBy = async (subject: string, roles: string[]) => {
    const seen = await shop.as({ subject, roles }).execute(new GetCustomers({ customerIds: ['1', '2', 'ghost'] }));
    return seen.map(({ customerId }) => customerId).sort();
  };

  it('shows all customers to sales, customers only themselves, and nothing to others', async () => {
    expect(await idsSeenBy('clerk', ['sales'])).toEqual(['1', '2']);
    expect(await idsSeenBy('2', [])).toEqual(['2']);
    expect(await idsSeenBy('somebody', ['warehouse'])).toEqual([]);
    await expect(shop.execute(new GetCustomers({ customerIds: ['1'] }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('lists them by id for sales only', async () => {
    const page = await shop.as(sales).execute(new ListCustomers({ first: 2 }));
    expect(page).toMatchObject({
      edges: [{ node: { customerId: '1' } }, { node: { customerId: '2' } }],
      hasNextPage: true,
    });
    const rest = await shop.as(sales).execute(new ListCustomers({ after: page.endCursor! }));
    expect(rest).toMatchObject({ edges: [{ node: { customerId: '3' } }], hasNextPage: false });
    const asCustomer = shop.as({ subject: '1', roles: [] }).execute(new ListCustomers({}));
    await expect(asCustomer).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('keeps FindCustomer to other contexts', async () => {
    expect(await shop.asContext('orders').execute(new FindCustomer({ customerId: 'ghost' }))).toBeNull();
    const fromTheEdge = shop.as(sales).execute(new FindCustomer({ customerId: '1' }));
    await expect(fromTheEdge).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
