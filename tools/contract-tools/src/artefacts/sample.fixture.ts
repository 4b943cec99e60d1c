import {
  command,
  contract,
  contractError,
  event,
  openEnum,
  query,
  roles,
  bytes,
  type MessageClass,
} from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { z } from 'zod';
import { lockOf } from '../lock/lock-of.js';
import type { LoadedContract } from '../workspace/loaded-contract.js';
import type { DocumentedInput } from './artefact-input.js';

export const State = z.enum(['OPEN', 'CLOSED_EARLY']);
export const Line = z.object({ sku: z.string().max(40), quantity: z.int().min(1), note: z.string().optional() });
const Payment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), number: z.string() }),
  z.object({ kind: z.literal('cash') }),
]);

export class UnknownOrder extends contractError('orders.UnknownOrder', {
  data: z.object({ orderId: z.uuid() }),
  message: ({ orderId }) => `There is no order ${orderId}.`,
}) {}
export class Closed extends contractError('orders.Closed', { message: 'We are closed.' }) {}

export class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({
    customerId: z.string().max(64),
    lines: z.array(Line).min(1).max(100),
    payment: Payment,
    channel: openEnum(['WEB', 'TILL']).optional(),
    at: z.date().optional(),
    labels: z.record(z.string(), z.array(z.string())),
    pair: z.tuple([z.string(), z.number()]),
    attachment: bytes({ max: 1000 }).optional(),
    total: z.uint64(),
    iPhone: z.boolean().default(false),
    extra: z.json().optional(),
  }),
  output: z.object({ orderId: z.uuid(), state: State }),
  errors: [Closed],
  access: roles('sales'),
}) {}

export class GetOrders extends query('orders.GetOrders', {
  input: z.object({ orderIds: z.array(z.uuid()) }),
  output: z.array(z.object({ orderId: z.uuid(), lines: z.array(Line), closedAt: z.date().nullable() })),
  errors: [UnknownOrder],
  access: 'public',
}) {}

export class OrderPlacedV1 extends event('orders.OrderPlaced', {
  payload: z.object({ orderId: z.uuid(), total: z.int() }),
  key: ({ orderId }) => orderId,
}) {}
export class OrderPlaced extends event('orders.OrderPlaced', {
  version: 2,
  payload: z.object({ orderId: z.uuid(), state: State, lines: z.array(Line) }),
  key: ({ orderId }) => orderId,
  earlier: { 1: OrderPlacedV1 },
  upcast: { 1: ({ orderId }) => ({ orderId, state: 'OPEN' as const, lines: [] }) },
  downcast: { 1: ({ orderId, lines }) => ({ orderId, total: lines.length }) },
}) {}

const NAMES = new Map<z.ZodType, string>([
  [State, 'State'],
  [Line, 'Line'],
]);

/** A contract of orders with everything that artefacts show, as it is loaded from its package. */
export function sampleContract(
  messages: readonly MessageClass[] = [PlaceOrder, GetOrders, OrderPlaced],
  previous?: ContractLock,
): { loaded: LoadedContract; lock: ContractLock } {
  const loaded: LoadedContract = {
    folder: 'libs/contracts/orders',
    packageName: '@contracts/orders',
    context: 'orders',
    contract: contract('orders', messages),
    names: NAMES,
    previous,
    published: undefined,
  };
  return { loaded, lock: lockOf(loaded).lock };
}

/** The same with comments for what the maps name, and without consumers. */
export function sampleInput(docs: Partial<DocumentedInput['docs']> = {}): DocumentedInput {
  const none = { text: undefined, fields: new Map<string, string>(), answer: new Map<string, string>() };
  return {
    ...sampleContract(),
    root: '/nowhere',
    consumers: [],
    docs: { contract: undefined, message: () => none, error: () => none, type: () => none, ...docs },
  };
}
