/**
 * Every function of @stdlib that this project uses. One of them brings a hundred packages, so the build puts them all in this
 * file, with their licence beside it (scripts/finish-build.js), and nobody installs them.
 */
import betainc from '@stdlib/math-base-special-betainc';
import cdfOfT from '@stdlib/stats-base-dists-t-cdf';
import { bisect } from './bisection.js';

/**
 * The value that Student's t with that many degrees of freedom stays below with probability `p ≥ ½`: the root of its
 * distribution function, as the library's own quantile brings six times the code. With `x = 1/(1 + t²)` it is bounded.
 */
export function tQuantile(p: number, degrees: number): number {
  const t = (x: number): number => Math.sqrt(1 / x - 1);
  return t(bisect((x) => cdfOfT(t(x), degrees) <= p, 0, 1));
}

/** The probability that a variable of the F distribution with `d1` and `d2` degrees of freedom is above `f`. */
export const aboveF = (f: number, d1: number, d2: number): number => betainc(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);
