import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { matrix, type Matrix } from './matrix.js';

/** A stream of random numbers; drawing from it advances it. */
export type RandomSource = RandomGenerator;

/**
 * A stream of random numbers that is the same for the same seed on every machine. Mersenne twister: its seeding
 * scrambles, so that neighbouring seeds give unrelated streams.
 *
 * @param seed - integer in `0…2³²−1`
 */
export function randomSource(seed: number): RandomSource {
  return mersenne(seed);
}

/** A number in `[0, 1)` with 53 random bits. */
export function uniform(source: RandomSource): number {
  return uniformFloat64(source);
}

/** A number in `[min, max)`. */
export const uniformBetween = (source: RandomSource, min: number, max: number): number =>
  min + (max - min) * uniform(source);

/**
 * Fills `out` with independent normal numbers of mean 0 and standard deviation `std`, by Marsaglia's polar method. It
 * needs `+ − × ÷ √`, which IEEE 754 rounds exactly, and `Math.log`, which V8 computes with its own port of fdlibm and
 * not with the machine's library: the same numbers on every machine.
 */
export function fillNormal(source: RandomSource, out: Float64Array, std = 1): Float64Array {
  for (let i = 0; i < out.length; i += 2) {
    const [x, y, r2] = pointInDisc(source);
    const scale = std * Math.sqrt((-2 * Math.log(r2)) / r2);
    out[i] = x * scale;
    if (i + 1 < out.length) out[i + 1] = y * scale;
  }
  return out;
}

/** A matrix of independent normal numbers of mean 0 and standard deviation 1. */
export const normalMatrix = (source: RandomSource, rows: number, cols: number): Matrix =>
  matrix(rows, cols, fillNormal(source, new Float64Array(rows * cols)));

/** A random unit vector of length `n`. */
export function unitVector(source: RandomSource, n: number): Float64Array {
  const x = fillNormal(source, new Float64Array(n));
  const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  return x.map((value) => value / length);
}

/** A uniform point of the unit disc without its centre, and its squared distance from there. */
function pointInDisc(source: RandomSource): [x: number, y: number, r2: number] {
  for (;;) {
    const x = 2 * uniform(source) - 1;
    const y = 2 * uniform(source) - 1;
    const r2 = x * x + y * y;
    if (r2 > 0 && r2 < 1) return [x, y, r2];
  }
}
