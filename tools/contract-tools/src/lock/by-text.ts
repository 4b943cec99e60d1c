/** Compares texts by their UTF-16 units, so that no locale changes the order. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
