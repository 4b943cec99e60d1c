const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A file with these lines below its header. */
export const retailCsv = (...lines: string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

/** A file of `count` invoices with two lines each. */
export function manyInvoices(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const invoice = 600_000 + index;
    const tail = `2011-03-${String(1 + (index % 28)).padStart(2, '0')} 10:00:00`;
    const customer = `${12_000 + (index % 40)}.0,United Kingdom`;
    return [
      `${invoice},SKU${index % 25},THING ${index % 25},${1 + (index % 3)},${tail},1.15,${customer}`,
      `${invoice},SHARED,SOLD IN EVERY ORDER,1,${tail},0.29,${customer}`,
    ];
  });
  return retailCsv(...lines.flat());
}
