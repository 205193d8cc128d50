import { matrix, norm, type Matrix } from '../numerics/matrix.js';
import type { Correlations } from '../problem/correlations.js';
import { InputError } from '../problem/errors.js';
import { problemOf } from '../problem/two-modalities.js';
import type { Weights } from '../problem/weights.js';
import { meanSquare } from './objective.js';
import type { Model } from './model.js';
import type { Samples } from './samples.js';

/**
 * The correlations of scalar Gaussian modalities after each input `x` is split by its sign into `x⁺ = max(x, 0)` and
 * `x⁻ = min(x, 0)`. They are all a two-layer late fusion ReLU network sees of scalar inputs: a hidden unit with weight
 * `w` computes `w x⁺` if `w > 0` and `w x⁻` if not.
 *
 * For jointly Gaussian inputs and target, with correlation coefficient `ρ`: `⟨x_A⁺x_B⁺⟩ = σ_Aσ_B J(ρ)`,
 * `⟨x_A⁺x_B⁻⟩ = −σ_Aσ_B J(−ρ)`, `J(ρ) = (√(1−ρ²) + ρ(π − arccos ρ))/2π`, and `⟨y x^±⟩ = ⟨yx⟩/2`.
 *
 * @param correlations - of scalar modalities (`D_A = D_B = 1`)
 * @returns correlations of the inputs `(x_A⁺, x_A⁻)` and `(x_B⁺, x_B⁻)`
 * @throws InputError `shape` if a modality is not a scalar.
 *
 * @example
 * ```ts
 * import { toyCorrelations } from 'unimodal-bias/data';
 * import { signCorrelations } from 'unimodal-bias/simulate';
 * signCorrelations(toyCorrelations({ stdA: 2, stdB: 1, rho: 0 })).sigmaA.data; // => Float64Array [2, 0, 0, 2]
 * ```
 */
export function signCorrelations(correlations: Correlations): Correlations {
  requireScalars(correlations.sigmaYA.length, correlations.sigmaYB.length);
  const [a, b, ab] = [correlations.sigmaA.data[0], correlations.sigmaB.data[0], correlations.sigmaAB.data[0]];
  const scale = Math.sqrt(a * b);
  const same = scale * positiveMoment(ab / scale);
  const opposite = -scale * positiveMoment(-ab / scale);
  return {
    ...correlations,
    sigmaA: matrix(2, 2, Float64Array.of(a / 2, 0, 0, a / 2)),
    sigmaB: matrix(2, 2, Float64Array.of(b / 2, 0, 0, b / 2)),
    sigmaAB: matrix(2, 2, Float64Array.of(same, opposite, opposite, same)),
    sigmaYA: Float64Array.of(correlations.sigmaYA[0] / 2, correlations.sigmaYA[0] / 2),
    sigmaYB: Float64Array.of(correlations.sigmaYB[0] / 2, correlations.sigmaYB[0] / 2),
  };
}

/** `⟨u⁺v⁺⟩` for standard normal `u`, `v` of correlation `rho` (the arc-cosine kernel of order one, halved). */
function positiveMoment(rho: number): number {
  const r = Math.min(1, Math.max(-1, rho)); // rounding may carry a perfect correlation past 1
  return (Math.sqrt(1 - r * r) + r * (Math.PI - Math.acos(r))) / (2 * Math.PI);
}

/**
 * Samples of scalar modalities with each input `x` split into `(max(x, 0), min(x, 0))`; see {@link signCorrelations}.
 *
 * @throws InputError `shape` if a modality is not a scalar.
 *
 * @example
 * ```ts
 * import { splitSigns } from 'unimodal-bias/simulate';
 * const x = { rows: 2, cols: 1, data: Float64Array.of(3, -1) };
 * splitSigns({ xA: x, xB: x, y: Float64Array.of(6, -2) }).xA.data; // => Float64Array [3, 0, 0, -1]
 * ```
 */
export function splitSigns({ xA, xB, y }: Samples): Samples {
  requireScalars(xA.cols, xB.cols);
  const split = ({ rows, data }: Matrix): Matrix =>
    matrix(rows, 2, Float64Array.from([...data].flatMap((x) => [Math.max(x, 0), Math.min(x, 0)])));
  return { xA: split(xA), xB: split(xB), y };
}

function requireScalars(inputsA: number, inputsB: number): void {
  if (inputsA === 1 && inputsB === 1) return;
  const found = `${inputsA} and ${inputsB}`;
  throw new InputError('shape', 'inputs', found, `both modalities must be scalars, but have ${found} inputs`);
}

/**
 * A two-layer late fusion ReLU network on scalar inputs, exactly, at the cost of two units' worth of a linear one: as a
 * linear function of `x⁺` and `x⁻` its coefficients are `c^± = Σ w²_i w¹_i` over the units whose `w¹_i` has that sign.
 */
export function scalarReluModel(signs: Correlations, weights: Weights, learningRate: number): Model {
  const objective = meanSquare(problemOf(signs));
  const branches = weights.branches.map(([first, second]) => ({
    first: first.data.slice(),
    second: second.data.slice(),
  }));
  const coefficients = branches.map(() => new Float64Array(2));
  const errors = branches.map(() => new Float64Array(2));
  const totals = branches.map(() => new Float64Array(1));
  return {
    totals,
    refresh() {
      branches.forEach(({ first, second }, m) => {
        const own = coefficients[m].fill(0);
        for (let i = 0; i < first.length; i++) own[first[i] > 0 ? 0 : 1] += second[i] * first[i];
        totals[m][0] = own[0] + own[1];
      });
    },
    step() {
      objective.errors(coefficients, errors);
      branches.forEach(({ first, second }, m) => {
        const [positive, negative] = [learningRate * errors[m][0], learningRate * errors[m][1]];
        for (let i = 0; i < first.length; i++) {
          const pull = first[i] > 0 ? positive : negative;
          const w = first[i];
          first[i] += pull * second[i];
          second[i] += pull * w;
        }
      });
    },
    loss: () => objective.loss(coefficients),
    weights: () => ({
      branches: branches.map(({ first, second }) => [
        matrix(first.length, 1, first.slice()),
        matrix(1, second.length, second.slice()),
      ]),
      shared: [],
    }),
    layerNorms: () => ({ branches: branches.map(({ first, second }) => [norm(first), norm(second)]), shared: [] }),
  };
}
