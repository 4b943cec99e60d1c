/** Waits for promises that do not reject, but no longer than `milliseconds`. */
export async function withPatience(promises: readonly Promise<void>[], milliseconds: number): Promise<void> {
  if (promises.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([Promise.all(promises), late]);
  clearTimeout(timer);
}
