/**
 * Where something that is so from some point of an interval on begins to be: by halving, down to a share of the interval, or to
 * neighbouring numbers unless told.
 */
export function bisect(isSo: (x: number) => boolean, from: number, to: number, share = 0): number {
  let [low, high] = [from, to];
  for (;;) {
    const middle = (low + high) / 2;
    if (high - low <= share * (to - from) || middle <= low || middle >= high) return middle;
    if (isSo(middle)) high = middle;
    else low = middle;
  }
}
