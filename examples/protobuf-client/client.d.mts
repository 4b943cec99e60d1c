export function describeEvent(bytes: Uint8Array): string;
export function placeOrder(
  customerId: string,
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): Uint8Array;
export function statesOf(bytes: Uint8Array): string[];
