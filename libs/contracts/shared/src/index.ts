/** The shared kernel of the shop: value types that mean the same in every context. */
export { line } from './text.js';
export { Sku } from './sku.js';
export { CustomerId } from './customer-id.js';
export { OrderId } from './order-id.js';
export { ReturnId } from './return-id.js';
export { MinorUnits } from './minor-units.js';
export { MAX_QUANTITY, Quantity } from './quantity.js';
export { Country } from './country.js';
export { distinct } from './distinct.js';
export { cursor, encodeCursor, type SortKey } from './cursor.js';
export { connectionOf, MAX_PAGE, page, pageOf, pageRequest, type Connection, type Page } from './page.js';
export { cursorOfThisSort, sortedPageRequest, type Sorting } from './sorted-page.js';
