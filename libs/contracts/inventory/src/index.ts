/** The contract of the inventory context: stock on hand, reservations and shortages. */
import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { GetStock } from './get-stock.js';
import { ReceiveStock } from './receive-stock.js';
import { StockReserved } from './stock-reserved.js';
import { StockShort } from './stock-short.js';

export { DeliveryAlreadyReceived } from './errors/delivery-already-received.error.js';
export { Stock } from './stock.js';
export { GetStock, ReceiveStock, StockReserved, StockShort };

/** The published language of inventory. */
export const inventory = contract('inventory', [ReceiveStock, GetStock, StockReserved, StockShort], { lock });
