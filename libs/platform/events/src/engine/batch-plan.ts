import type { Share } from './delivery.js';
import type { Lane } from './lane.js';

/**
 * Shares a batch among lanes: each gets an equal part, what some do not need goes to the others, and another lane
 * comes first each turn, so that none starves when a batch ends early.
 */
export function planBatch(lanes: readonly Lane[], size: number, turn: number): Share[] {
  const order = lanes.map((_, index) => lanes[(index + turn) % lanes.length]!);
  const counts = new Map(order.map((lane) => [lane, 0]));
  let left = size;
  let hungry = order;
  while (left > 0 && hungry.length > 0) {
    const part = Math.max(1, Math.floor(left / hungry.length));
    for (const lane of hungry) {
      const more = Math.min(part, left, lane.pending.length - counts.get(lane)!);
      counts.set(lane, counts.get(lane)! + more);
      left -= more;
    }
    hungry = hungry.filter((lane) => counts.get(lane)! < lane.pending.length);
  }
  return order.flatMap((lane) => (counts.get(lane)! > 0 ? [{ lane, count: counts.get(lane)! }] : []));
}
