import { CloseCustomer, FindCustomer, RegisterCustomer, UnknownCustomer } from '@contracts/customers';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CustomersModule } from '../../customers.module.js';

describeTopologies('closing a customer', (topology) => {
  const shop = testContext({ topology, module: CustomersModule, principal: { subject: 'clerk', roles: ['sales'] } });

  it('is seen by other contexts, and a second time changes nothing', async () => {
    await shop.execute(new RegisterCustomer({ customerId: '1', name: 'Ada', country: 'United Kingdom' }));
    await shop.execute(new CloseCustomer({ customerId: '1' }));
    await shop.execute(new CloseCustomer({ customerId: '1' }));
    expect(await shop.asContext('orders').execute(new FindCustomer({ customerId: '1' }))).toEqual({
      customerId: '1',
      name: 'Ada',
      email: null,
      country: 'United Kingdom',
      closed: true,
    });
  });

  it('refuses a customer that does not exist', async () => {
    const command = shop.execute(new CloseCustomer({ customerId: 'ghost' }));
    await expect(command).rejects.toThrow(new UnknownCustomer({ customerId: 'ghost' }));
  });
});
