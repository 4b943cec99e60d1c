/** A function that passes a text on at most once per interval; what comes in between is left out. */
export function atIntervals(milliseconds: number, pass: (text: string) => void): (text: string) => void {
  let next = -Infinity;
  return (text) => {
    if (performance.now() < next) return;
    next = performance.now() + milliseconds;
    pass(text);
  };
}
