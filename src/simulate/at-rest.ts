/** Where a descent ends whose end is no formula. */
import { norm } from '../numerics/matrix.js';
import { RESTING } from '../problem/use.js';
import { takeTurn, type Descent, type RunOptions } from './descend.js';

/**
 * The total weights of each modality once they move no more, looked at from step `after` on; where the steps do not suffice
 * those of the last one. How much they move is in units of `scale`.
 */
export async function totalsAtRest(
  run: Descent,
  { after, scale }: { readonly after: number; readonly scale: number },
  { signal }: RunOptions,
): Promise<Float64Array[]> {
  let before: readonly Float64Array[] = run.point().totals.map((total) => total.map(() => 0));
  let step = 0;
  let isStill = false;
  for (let next = Math.max(16, Math.ceil(after)); !isStill; next = Math.ceil(1.5 * next)) {
    while (step < next && !run.finished()) {
      if (signal?.aborted) return [...before];
      await takeTurn(run, () => step < next && ++step > 0);
    }
    const { totals } = run.point();
    const moved = totals.map((total, m) => norm(total.map((value, k) => value - before[m][k])));
    isStill = run.finished() || moved.every((change) => change <= RESTING * scale);
    before = totals;
  }
  return [...before];
}
