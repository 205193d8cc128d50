/**
 * ReLU networks of two layers with late fusion: on data symmetric under `(x, y) → (−x, −y)` they are linear networks with
 * another start and another clock (formulas/relu.ts). How far data are from that is measured where it matters: by what the
 * even part of the activation gains from them. A neuron of direction w grows by `c ⟨r w·x⟩ + (1−α)/2 ⟨r |w·x|⟩`, c = (1+α)/2.
 */
import { dot, norm } from '../../numerics/matrix.js';
import { InputError } from '../../problem/errors.js';
import type { Network } from '../../problem/network.js';
import { driveNorms, offsets, type Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import type { ActivationSummary } from '../answer.js';
import { weightsOf } from '../facts.js';

/** Within this share of the linear growth the even part moves a time by no more than what else is left out. */
const BELIEVE = 0.2;
/** Beyond this neurons of one sign grow half as fast again as those of the other: another story. */
const NEARLY = 0.5;

/** @throws InputError `unsupported` for networks other than two layers with late fusion. */
export function requireTwoLayersLate(activation: string, networks: readonly Network[]): void {
  if (networks.every(({ depthA, depthB, depthShared }) => depthA === 2 && depthB === 2 && depthShared === 0)) return;
  const message = `${activation} has a law for two layers and late fusion only: give depth 2 and the fusion layer 2, or simulate deeper late fusion`;
  throw new InputError('unsupported', 'activation', activation, message);
}

/** What is known of an activation on these data; without samples the even part is not. */
export function activationOf(name: string, alpha: number, problem: Problem, samples?: Samples): ActivationSummary {
  if (samples === undefined) return { name, alpha, evenPart: null, verdict: 'unchecked' };
  const evenPart = evenPartOf(problem, samples);
  const share = ((1 - alpha) / (1 + alpha)) * evenPart;
  return { name, alpha, evenPart, verdict: share <= BELIEVE ? 'believe' : share <= NEARLY ? 'nearly' : 'simulate' };
}

/**
 * The largest `|⟨r |w·x_m|⟩| / ‖⟨r x_m⟩‖` over unit vectors w and modalities, r what drives the modality: the target for the
 * one with the largest drive, what that leaves for the others. 0 for symmetric data, up to `1/√n` in samples of such.
 */
export function evenPartOf(problem: Problem, { x, y }: Samples): number {
  const at = offsets(problem);
  const norms = driveNorms(problem);
  const leader = norms.indexOf(Math.max(...norms));
  const plateau = weightsOf(problem, [leader]);
  const largest = problem.modalities.map((_, m) => {
    const rows = Array.from({ length: x.rows }, (_, p) => x.data.subarray(p * x.cols + at[m], p * x.cols + at[m + 1]));
    const shares = Array.from({ length: y.cols }, (_, c) => {
      const w = plateau.data.subarray(c * x.cols, (c + 1) * x.cols);
      const r = rows.map((_, p) => {
        const fitted = m === leader ? 0 : dot(w, x.data.subarray(p * x.cols, (p + 1) * x.cols));
        return y.data[p * y.cols + c] - fitted;
      });
      return evenDrive(rows, r);
    });
    return Math.max(...shares);
  });
  return Math.max(...largest);
}

/** Steps of `w ← ⟨r sign(w·x) x⟩`, up to sign and length; each direction of growth and each input is a start. */
const STEPS = 20;

function evenDrive(rows: readonly Float64Array[], r: readonly number[]): number {
  const dim = rows[0].length;
  const average = (weight: (p: number) => number): Float64Array => {
    const sum = new Float64Array(dim);
    rows.forEach((row, p) => {
      const factor = weight(p) / rows.length;
      for (let i = 0; i < dim; i++) sum[i] += factor * row[i];
    });
    return sum;
  };
  const drive = average((p) => r[p]);
  if (norm(drive) === 0) return 0;
  let most = 0;
  const inputs = Array.from({ length: Math.min(dim, 32) }, (_, i) =>
    Float64Array.from(drive, (_, j) => Number(i === j)),
  );
  for (let w of [drive, ...inputs]) {
    for (let step = 0; step < STEPS; step++) {
      const at = w;
      const next = average((p) => r[p] * Math.sign(dot(at, rows[p])));
      // ⟨r |w·x|⟩ = w·⟨r sign(w·x) x⟩.
      most = Math.max(most, Math.abs(dot(at, next)) / (norm(at) * norm(drive)));
      if (norm(next) === 0) break;
      w = next;
    }
  }
  return most;
}
