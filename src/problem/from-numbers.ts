import { checkedCorrelations } from './check-correlations.js';
import type { ByModality, Correlations } from './correlations.js';
import { requireFields, requireNumber } from './errors.js';
import { parseCorrelations } from './parse-correlations.js';

/**
 * Correlations from plain numbers, for instance parsed from JSON. Checked here once, and never again.
 *
 * @param input - An object with the fields
 * - `sigmaA` (`D_A × D_A`), `sigmaB` (`D_B × D_B`), `sigmaAB` (`D_A × D_B`): arrays of rows; a number where both
 *   dimensions are 1. `sigmaA` and `sigmaB` must be symmetric to 10⁻⁹ of their largest entry.
 * - `sigmaYA` (`D_A`), `sigmaYB` (`D_B`): arrays, possibly nested once (`1 × D`); a number where `D` is 1.
 * - `ySquared`, optional: `⟨y²⟩`. Losses are known only up to a constant without it.
 * - `samples`, optional: how many samples the averages run over.
 * - `names`, optional: what the modalities are called, `{ A: 'A', B: 'B' }` unless given.
 * - `binaryTarget`, optional: whether every target is −1 or +1.
 *
 * The first six may also be called `Sigma_A`, `Sigma_B`, `Sigma_AB`, `Sigma_yA`, `Sigma_yB` and `y2`.
 *
 * @throws InputError `shape` for missing, unknown or repeated fields and for shapes that do not fit; `number` for an
 * entry that is not a finite number; `not-symmetric`; `constant-column` for a zero on a diagonal; `indefinite` for
 * correlations that no data has (a negative eigenvalue of the whole Σ, a `⟨y²⟩` below what the inputs explain);
 * `zero-correlation` for a modality that is uncorrelated with the target.
 *
 * @example
 * ```ts
 * import { correlations } from 'unimodal-bias/data';
 * const c = correlations({ sigmaA: [[4, 0], [0, 1]], sigmaB: 1, sigmaAB: [[1], [0]], sigmaYA: [5, 1], sigmaYB: 2 });
 * c.sigmaYA; // => Float64Array [5, 1]
 * c.ySquared; // => null
 * ```
 */
export function correlations(input: unknown): Correlations {
  return checkedCorrelations(parseCorrelations(input));
}

/** The scalar family: one dimension per modality and a noiseless linear target. */
export interface ToyOptions {
  /** Standard deviation `σ_A > 0` of `x_A`. */
  stdA: number;
  /** Standard deviation `σ_B > 0` of `x_B`. */
  stdB: number;
  /** Correlation coefficient of `x_A` and `x_B`, from −1 to 1. */
  rho: number;
  /** Weight of `x_A` in the target, 1 unless given. */
  wA?: number;
  /** Weight of `x_B` in the target, 1 unless given. */
  wB?: number;
  /** What the modalities are called, `{ A: 'A', B: 'B' }` unless given. */
  names?: ByModality<string>;
}

const TOY_FIELDS: readonly (keyof ToyOptions)[] = ['stdA', 'stdB', 'rho', 'wA', 'wB', 'names'];

/**
 * The correlations of scalar inputs and the target `y = w_A x_A + w_B x_B`, with the exact `⟨y²⟩`:
 *
 * ```math
 * \Sigma=\begin{pmatrix}\sigma_A^2&\rho\sigma_A\sigma_B\\\rho\sigma_A\sigma_B&\sigma_B^2\end{pmatrix}
 * ```
 *
 * @throws InputError `number` for a value that is not finite or out of its range; `zero-correlation` where the weights
 * and `ρ` conspire to make a modality uncorrelated with the target.
 *
 * @example
 * ```ts
 * import { toyCorrelations } from 'unimodal-bias/data';
 * const c = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5 });
 * c.sigmaYA; // => Float64Array [5]
 * c.ySquared; // => 7
 * ```
 */
export function toyCorrelations(options: ToyOptions): Correlations {
  requireFields('options', options, TOY_FIELDS);
  const { stdA, stdB, rho, wA = 1, wB = 1, names } = options;
  requireNumber('stdA', stdA, { above: 0 });
  requireNumber('stdB', stdB, { above: 0 });
  requireNumber('rho', rho, { atLeast: -1, atMost: 1 });
  requireNumber('wA', wA);
  requireNumber('wB', wB);
  // y in standard deviations: a of x_A and b of x_B. No difference of squares, so that nothing cancels near ρ = ±1; what
  // is left is exact, so a small correlation is one, and only what cancels to its last digits is zero.
  const [a, b] = [wA * stdA, wB * stdB];
  const [yA, yB] = [sumOrZero(a, rho * b), sumOrZero(rho * a, b)];
  const input = {
    sigmaA: stdA ** 2,
    sigmaB: stdB ** 2,
    sigmaAB: rho * stdA * stdB,
    sigmaYA: stdA * yA,
    sigmaYB: stdB * yB,
    ySquared: yA ** 2 + (1 - rho) * (1 + rho) * b ** 2,
    names,
  };
  return checkedCorrelations(parseCorrelations(input), 0);
}

function sumOrZero(one: number, other: number): number {
  const sum = one + other;
  return Math.abs(sum) > 1e-12 * Math.abs(one) ? sum : 0;
}
