const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a time in milliseconds lies in the years 1 to 9999, which a Timestamp covers. */
export const isTimestamp = (time: number): boolean => time >= FIRST && time <= LAST;
