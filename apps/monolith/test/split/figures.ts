import type { ShopCommand } from './shop-command.js';

/** The figures of an import under a placement. */
export interface Figures {
  readonly placement: string;
  readonly orders: number;
  /** Seconds for placing the orders. */
  readonly placing: number;
  /** Seconds until every order was decided after the last cancellation. */
  readonly deciding: number;
  /** Seconds for the whole of it, until every order was decided and every return taken back. */
  readonly whole: number;
}

/** Reads them off what the importer has printed. */
export function figuresOf(placement: string, { output }: ShopCommand): Figures {
  const [, orders, placing] = /^Orders: ([\d,]+) of [\d,]+ in ([\d.]+) (?:s|min)/m.exec(output) ?? [];
  const [, deciding] = /^Waiting for the shop .* in ([\d.]+) s/m.exec(output) ?? [];
  const [, whole] = /accounted for\. ([^,]+),/.exec(output) ?? [];
  return {
    placement,
    orders: Number(orders?.replaceAll(',', '')),
    placing: Number(placing),
    deciding: Number(deciding),
    whole: inSeconds(whole ?? ''),
  };
}

/** As a table, next to the first one. */
export function tableOf(all: readonly Figures[]): string {
  const rows = all.map(({ placement, orders, placing, deciding, whole }) => {
    const share = `${Math.round((100 * whole) / all[0]!.whole)} %`;
    return [placement.padEnd(32), orders, placing, Math.round(orders / placing), deciding, whole, share].join('\t');
  });
  return ['placement'.padEnd(32) + '\torders\tplacing s\torders/s\tdeciding s\twhole s\tof the first', ...rows].join(
    '\n',
  );
}

function inSeconds(text: string): number {
  const [, minutes = '0', seconds] = /(?:(\d+) min )?([\d.]+) s/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
