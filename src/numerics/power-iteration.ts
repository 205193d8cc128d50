import { norm } from './matrix.js';

/** The largest eigenvalue of a symmetric operator that has no negative ones, to a few per cent from below. */
export function largestEigenvalue(
  apply: (x: Float64Array) => Float64Array,
  dimension: number,
  iterations: number,
): number {
  // A start without symmetry, the same every time.
  let x: Float64Array = Float64Array.from({ length: dimension }, (_, i) => 1 + Math.sin(1 + 12.9898 * i) / 2);
  let value = 0;
  for (let i = 0; i < iterations; i++) {
    const length = norm(x);
    if (length === 0) return 0;
    x = apply(x.map((entry) => entry / length));
    value = norm(x);
  }
  return value;
}
