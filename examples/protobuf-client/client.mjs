// A program of another team. It knows the generated .proto of the contract and a protobuf library; nothing of Multilith,
// Zod or TypeScript.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const PROTO = new URL('../../libs/contracts/orders/proto/orders/v1/orders.proto', import.meta.url);

const root = await protobuf.load(fileURLToPath(PROTO));
const OrderPlaced = root.lookupType('orders.v1.OrderPlaced');
const PlaceOrderRequest = root.lookupType('orders.v1.PlaceOrderRequest');
const GetOrdersResponse = root.lookupType('orders.v1.GetOrdersResponse');

/** Amounts and quantities are int64, which JavaScript reads as a number; enums are read by name. */
const AS_JAVASCRIPT = { longs: Number, enums: String, arrays: true };

/** Reads an event. */
export function describeEvent(bytes) {
  const { orderId, lines, total, placedAt } = OrderPlaced.toObject(OrderPlaced.decode(bytes), AS_JAVASCRIPT);
  const moment = new Date(placedAt.seconds * 1000 + (placedAt.nanos ?? 0) / 1e6);
  return `order ${orderId}: ${lines.length} line for ${total} pence, placed at ${moment.toISOString()}`;
}

/** Writes a command. A field that is left out is absent; `optional` fields and messages may be. */
export function placeOrder(customerId, lines) {
  return PlaceOrderRequest.encode(PlaceOrderRequest.fromObject({ customerId, lines })).finish();
}

/** Reads the answer to a query. */
export function statesOf(bytes) {
  const { items } = GetOrdersResponse.toObject(GetOrdersResponse.decode(bytes), AS_JAVASCRIPT);
  return items.map(({ state }) => state);
}
