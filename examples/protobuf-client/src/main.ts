import { GetOrders, OrderPlaced, PlaceOrder } from '@contracts/orders';
import { InvalidMessageError } from '@multilith/contract';
import { decodeMessageProtobuf, encodeMessageProtobuf, encodeOutputProtobuf } from '@multilith/contract/protobuf';
import { describeEvent, placeOrder, statesOf } from '../client.mjs';

const orderId = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
const lines = [{ sku: 'MUG-BLUE', quantity: 2, unitPrice: 765 }];
const order = { orderId, customerId: 'ada', lines, total: 1530, paymentMethod: 'card', placedAt: new Date(1e12) };

// An event: written by the contract, read by the client.
console.log(describeEvent(encodeMessageProtobuf(new OrderPlaced(order))));

// A command: written by the client, read and validated by the contract, which fills in the defaults.
const command = decodeMessageProtobuf(PlaceOrder, placeOrder('ada', [{ sku: 'MUG-BLUE', quantity: 2 }]));
console.log(
  `${command.customerId} orders ${command.lines[0]!.quantity} ${command.lines[0]!.sku} by ${command.paymentMethod}`,
);

// An answer: enums have the names that the .proto gives them.
const none = { reference: null, shippedAt: null, reason: null };
console.log(statesOf(encodeOutputProtobuf(GetOrders, [{ ...order, ...none, state: 'PENDING' }])).join(', '));

// The schema holds for protobuf too.
try {
  decodeMessageProtobuf(PlaceOrder, placeOrder('ada', []));
} catch (error) {
  if (!(error instanceof InvalidMessageError)) throw error;
  console.log(`refused: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
}
