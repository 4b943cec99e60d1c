/** The published language of shipping: sends confirmed orders on their way. */
export { shipping } from './shipping.contract.js';
export { GetShipments } from './get-shipments.js';
export { OrderShipped } from './order-shipped.js';
export { ShipmentState } from './shipment-state.js';
export { ShipmentView } from './shipment-view.js';
