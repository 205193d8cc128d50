/**
 * Who takes what off the loss. With `G = Σ_yx − W Σ` the loss falls by `tr G dWᵀ`, a sum over the modalities and over a basis
 * of the outputs or of the inputs of each, so every part of the fall belongs to a mode: to what changes along the final ones.
 */
import { dot, multiply, row as rowOf, rowTimesMatrix, transpose, type Matrix } from '../../numerics/matrix.js';
import { offsets, sigmaBlock, type Problem } from '../../problem/problem.js';
import { finalWeights, outputDirections, partOf, type Use } from '../../problem/use.js';
import type { OnPiece } from './descent.js';
import type { Gradient } from './gradient.js';

/** Watches one way from a small start. */
export interface LossMeter {
  /** Told of each piece. */
  readonly onPiece: (...piece: Parameters<OnPiece>) => void;
  /** What each use has taken, as a share of all that there is to take; what is left is taken on the straight way to the minimum. */
  readonly shares: () => number[];
}

/** What a mode takes of `tr G_m dW_mᵀ`. */
type Part = (G: Float64Array, dW: Float64Array) => number;

/** Makes meters for the ways of one problem; shares are in the order of the uses. */
export function lossMeters(problem: Problem, uses: readonly Use[]): (gradient: Pick<Gradient, 'total'>) => LossMeter {
  const { sigma, sigmaYX } = problem;
  const [C, D] = [sigmaYX.rows, sigmaYX.cols];
  const at = offsets(problem);
  const final = finalWeights(problem);
  const all = dot(final.data, sigmaYX.data) / 2;
  const parts = problem.modalities.map((_, m) => partsOf(problem, final, uses, m));
  return (gradient) => {
    const taken = uses.map(() => 0);
    const [before, middle, change, G] = Array.from({ length: 4 }, () => new Float64Array(C * D));
    // From `before` to `weights`: exact for the loss, as it is a quadratic and G is taken half way.
    const goTo = (weights: Float64Array) => {
      for (let k = 0; k < C * D; k++) {
        middle[k] = (before[k] + weights[k]) / 2;
        change[k] = weights[k] - before[k];
        before[k] = weights[k];
      }
      for (let c = 0; c < C; c++) {
        const row = G.subarray(c * D, (c + 1) * D);
        rowTimesMatrix(middle.subarray(c * D, (c + 1) * D), sigma, row);
        for (let i = 0; i < D; i++) row[i] = sigmaYX.data[c * D + i] - row[i];
      }
      parts.forEach(({ modes, rest }, m) => {
        let left = 0;
        for (let c = 0; c < C; c++) {
          for (let k = c * D + at[m]; k < c * D + at[m + 1]; k++) left += G[k] * change[k];
        }
        for (const { use, part } of modes) {
          const value = part(G, change);
          taken[use] += value;
          left -= value;
        }
        taken[rest] += left;
      });
    };
    return {
      // Pieces are short: in sixteenths shares are others by 0.0003, where modalities overlap by up to 0.004.
      onPiece: (_, to, at) => {
        goTo(gradient.total(at(to)));
      },
      shares: () => {
        goTo(final.data);
        return taken.map((value) => value / all);
      },
    };
  };
}

/** How the fall of a modality is divided: among its final modes, and what changes along none of them to the first that ends as nothing. */
function partsOf(problem: Problem, final: Matrix, uses: readonly Use[], m: number) {
  const own = uses.flatMap(({ modality, mode, level }, use) => (modality === m ? [{ use, mode, level }] : []));
  const rest = own.find(({ level }) => level === 0) ?? own[own.length - 1];
  const directions = outputDirections(problem, final, m);
  const modes = own.flatMap(({ use, mode, level }) =>
    use === rest.use || level === 0 ? [] : [{ use, part: partOfMode(problem, final, m, directions[mode - 1]) }],
  );
  return { modes, rest: rest.use };
}

/** What changes along `u` if outputs span all that the modality can do, else along the inputs `u W_m` of the mode. */
function partOfMode(problem: Problem, final: Matrix, m: number, u: Float64Array): Part {
  const [C, D] = [problem.sigmaYX.rows, problem.sigmaYX.cols];
  const [from, to] = offsets(problem).slice(m, m + 2);
  if (C <= to - from) {
    return (G, dW) => {
      let sum = 0;
      for (let i = from; i < to; i++) {
        let [left, right] = [0, 0];
        for (let c = 0; c < C; c++) {
          left += u[c] * G[c * D + i];
          right += u[c] * dW[c * D + i];
        }
        sum += left * right;
      }
      return sum;
    };
  }
  // The mode is s u vᵀ Σ_m^{-1/2}; inputs a = Σ_m^{-1/2} v = W_mᵀ u / s are orthonormal under Σ_m, so ΔW_m Σ_m a aᵀ is its part.
  const along = multiply(rowOf(u), partOf(problem, final, m));
  const image = multiply(along, sigmaBlock(problem, m, m));
  const square = multiply(image, transpose(along)).data[0];
  return (G, dW) => {
    let sum = 0;
    for (let c = 0; c < C; c++) {
      let [left, right] = [0, 0];
      for (let i = from; i < to; i++) {
        left += G[c * D + i] * along.data[i - from];
        right += dW[c * D + i] * image.data[i - from];
      }
      sum += left * right;
    }
    return sum / square;
  };
}
