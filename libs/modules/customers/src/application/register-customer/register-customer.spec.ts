import { CustomerAlreadyRegistered, GetCustomers, RegisterCustomer } from '@contracts/customers';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CustomersModule } from '../../customers.module.js';

const sales = { subject: 'clerk', roles: ['sales'] };
const ada = { customerId: '17850', name: 'Ada', country: 'United Kingdom' };

describeTopologies('registering a customer', (topology) => {
  const shop = testContext({ topology, module: CustomersModule, principal: sales });
  const get = (...customerIds: string[]) => shop.execute(new GetCustomers({ customerIds }));

  it('takes the id it is given, and the same again changes nothing', async () => {
    expect(await shop.execute(new RegisterCustomer(ada))).toEqual({ customerId: '17850' });
    expect(await shop.execute(new RegisterCustomer(ada))).toEqual({ customerId: '17850' });
    expect(await get('17850')).toEqual([{ ...ada, email: null, closed: false, lifetimeValue: 0 }]);
  });

  it('refuses other details for a known id', async () => {
    await shop.execute(new RegisterCustomer({ ...ada, customerId: 'known' }));
    const other = shop.execute(new RegisterCustomer({ ...ada, customerId: 'known', country: 'France' }));
    await expect(other).rejects.toThrow(new CustomerAlreadyRegistered({ customerId: 'known' }));
    expect(await get('known')).toMatchObject([{ country: 'United Kingdom' }]);
  });

  it('makes an id where none is given, the same one for the same idempotency key', async () => {
    const nameless = () => new RegisterCustomer({ name: 'Bo', country: 'Norway' }, { idempotencyKey: 'bo' });
    const [first, second] = await Promise.all([shop.execute(nameless()), shop.execute(nameless())]);
    expect(first).toEqual(second);
    expect(await get(first.customerId)).toHaveLength(1);
  });

  it('registers one of two who claim the same id at once, and refuses the other', async () => {
    const claims = ['Cy', 'Di', 'Ed', 'Flo'].map((name) =>
      shop.execute(new RegisterCustomer({ customerId: 'contested', name, country: 'Norway' })),
    );
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(CustomerAlreadyRegistered);
  });

  it('welcomes the same customer registered twice at once', async () => {
    const twin = { customerId: 'twin', name: 'Gil', country: 'Norway', email: 'gil@example.org' };
    const answers = await Promise.all([1, 2, 3].map(() => shop.execute(new RegisterCustomer(twin))));
    expect(answers).toEqual([1, 2, 3].map(() => ({ customerId: 'twin' })));
  });

  it('is for role sales only', async () => {
    const command = new RegisterCustomer({ ...ada, customerId: 'x' });
    await expect(shop.as({ subject: 'x', roles: [] }).execute(command)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
  });
});
