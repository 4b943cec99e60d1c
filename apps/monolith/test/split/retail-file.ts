const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const PRODUCTS = 40;
const CUSTOMERS = 60;

/**
 * A file like those of UCI "Online Retail": invoices of two lines, of which every seventh is cancelled in whole and
 * every eleventh in part, some months later. Every order has a line of the same product, so that all of them meet there.
 */
export function retailFile(invoices: number): string {
  const lines: string[] = [];
  const cancellations: string[] = [];
  for (let n = 0; n < invoices; n++) {
    const day = String(1 + (n % 28)).padStart(2, '0');
    const customer = `${12_000 + (n % CUSTOMERS)}.0,United Kingdom`;
    const line = (invoice: string, month: string, sku: string, quantity: number, price: string): string =>
      `${invoice},${sku},THING ${sku},${quantity},2011-${month}-${day} 10:00:00,${price},${customer}`;
    const own = `SKU${n % PRODUCTS}`;
    const quantity = 1 + (n % 3);
    const sold = String(600_000 + n);
    lines.push(line(sold, '03', own, quantity, '1.15'), line(sold, '03', 'SHARED', 2, '0.29'));
    const cancelled = `C${700_000 + n}`;
    if (n % 7 === 0)
      cancellations.push(line(cancelled, '05', own, -quantity, '1.15'), line(cancelled, '05', 'SHARED', -2, '0.29'));
    else if (n % 11 === 0) cancellations.push(line(cancelled, '05', 'SHARED', -1, '0.29'));
  }
  return `${[HEADER, ...lines, ...cancellations].join('\n')}\n`;
}
