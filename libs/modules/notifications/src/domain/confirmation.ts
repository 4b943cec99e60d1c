import type { OrderConfirmed } from '@contracts/orders';

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;

/** The text of the mail that confirms an order. */
export function confirmationOf(
  { orderId, lines, total }: Pick<OrderConfirmed, 'orderId' | 'lines' | 'total'>,
  name: string,
): { readonly subject: string; readonly text: string } {
  const items = lines.map(({ sku, quantity, unitPrice }) => `  ${quantity} x ${sku} at ${pounds(unitPrice)}`);
  return {
    subject: `Your order ${orderId} is confirmed`,
    text: [`Dear ${name},`, '', 'thank you for your order:', '', ...items, '', `Total ${pounds(total)}`, ''].join('\n'),
  };
}
