/**
 * Every function of @stdlib that this project uses. One of them brings a hundred packages, so the build puts them all in this
 * file, with their licence beside it (scripts/finish-build.js), and nobody installs them.
 */
import quantileOfT from '@stdlib/stats-base-dists-t-quantile';

/** The value that Student's t with that many degrees of freedom stays below with probability `p`. */
export const tQuantile: (p: number, degrees: number) => number = quantileOfT;
