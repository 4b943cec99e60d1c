import type { Share } from './delivery.js';
import type { Lane } from './lane.js';

/**
 * Divides a batch among lanes in equal parts; unused parts go to other lanes. The first lane rotates each turn, so that
 * no lane starves if batches end early.
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
