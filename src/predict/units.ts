/**
 * Units in which numbers do not run out. Descent is the same in others: with inputs `x/a`, targets `y/b`, and all layers over
 * `c = (b/a)^{1/L}`, so that `W x/b` is what it was, a step of `η b²/c²` is a step of η. With powers of two nothing is rounded.
 */
import { matrix, type Matrix } from '../numerics/matrix.js';
import { branchDepths, type Network } from '../problem/network.js';
import { driveNorms, offsets, type Problem } from '../problem/problem.js';
import type { Answer, WeightRows } from './answer.js';
import type { Checked } from './question.js';

/** Standard deviations, targets and starts up to 2^±`ORDINARY` need no other units: their tenth powers are numbers. */
const ORDINARY = 96;
/** A start beyond 2^±`MOST` is next to no number, as is a smaller rate; a larger one diverges like this one. */
const MOST = 1000;
/** 2 to this power, and to minus this, is a number with all its digits. */
const WHOLE = 1022;
/** So far may final weights be from order one: squares of what they make of the inputs, which differ too, are numbers. */
const FINAL = 400;
/** The exponent that the largest of very different numbers may keep. */
const ABOVE = 300;

/** The exponents of the units: `a = 2^α`, `b = 2^β`, `c = 2^κ`, `β − α = κ L`. */
interface Units {
  readonly alpha: number;
  readonly beta: number;
  readonly kappa: number;
}

/** What is asked, in units of its own, and the way back for the answer. */
export interface InUnits {
  readonly problem: Problem;
  readonly checked: Checked;
  readonly back: (answer: Answer) => Answer;
}

/** The question in units in which inputs and final weights are of order one, unless they nearly are. */
export function inOwnUnits(problem: Problem, checked: Checked): InUnits {
  const units = unitsOf(problem, checked);
  if (units === null) return { problem, checked, back: (answer) => answer };
  const [a, b, c] = [2 ** units.alpha, 2 ** units.beta, 2 ** units.kappa];
  const { scale, learningRate } = checked;
  return {
    problem: {
      ...problem,
      sigma: over(problem.sigma, a, a),
      sigmaYX: over(problem.sigmaYX, a, b),
      ySquared: problem.ySquared === null ? null : problem.ySquared / b / b,
    },
    checked: {
      ...checked,
      scale: 'std' in scale ? { std: scale.std / c } : { initScale: scale.initScale / c },
      learningRate: Math.min(2 ** MOST, ((learningRate / c) * b * b) / c),
      rateUnit: ((checked.rateUnit / c) * b * b) / c,
    },
    back: (answer) => inGivenUnits(answer, a, b),
  };
}

/** The first of these that leaves start and rate in range: inputs and weights of order one, or inputs alone. */
function unitsOf(problem: Problem, checked: Checked): Units | null {
  // These have units of their own.
  if (checked.levers !== null || checked.batch !== null || checked.simulated !== null) return null;
  const { inputs, weights } = sizesOf(problem);
  const size = Math.log2('std' in checked.scale ? checked.scale.std : checked.scale.initScale);
  if ([inputs, inputs + weights, size].every((exponent) => Math.abs(exponent) <= ORDINARY)) return null;
  const L = totalDepth(checked.networks, problem.modalities.length);
  const alpha = Math.round(inputs);
  const kappa = L === null ? 0 : Math.round(weights / L);
  // Logistic targets are −1 and +1: their unit stays, and the weights take that of the inputs.
  const ofLogistic = L === null ? 0 : -Math.round(inputs / L);
  const candidates =
    checked.loss === 'logistic'
      ? [{ alpha: -ofLogistic * (L ?? 1), beta: 0, kappa: ofLogistic }]
      : [
          { alpha, beta: alpha + kappa * (L ?? 1), kappa: checked.start === 'pytorch' ? 0 : kappa },
          { alpha, beta: alpha, kappa: 0 },
        ];
  const rate = Math.log2(checked.learningRate);
  const fits = ({ alpha: i, beta, kappa: k }: Units) =>
    Math.abs(size - k) <= MOST &&
    rate + 2 * beta - 2 * k >= -MOST &&
    Math.abs(2 * beta - 2 * k) <= WHOLE &&
    Math.abs(weights + i - beta) <= FINAL;
  return candidates.find(fits) ?? null;
}

/** Exponents half way between the smallest and the largest standard deviation, and weight of a modality alone. */
function sizesOf(problem: Problem): { inputs: number; weights: number } {
  const { sigma } = problem;
  const at = offsets(problem);
  const variances = Array.from({ length: sigma.rows }, (_, i) => Math.log2(sigma.data[i * (sigma.cols + 1)]));
  const norms = driveNorms(problem).map((drive, m) => {
    const largest = Math.max(...variances.slice(at[m], at[m + 1]));
    return Math.log2(drive) - largest;
  });
  return { inputs: middle(variances) / 2, weights: middle(norms) };
}

/** Half way, but with the largest no more than 2^`ABOVE`, so that squares of what is made of it are numbers. */
const middle = (values: readonly number[]): number => {
  const largest = Math.max(...values);
  return Math.max((Math.min(...values) + largest) / 2, largest - ABOVE);
};

/** The one depth of all branches of all networks; `null` where they differ, and layers cannot share a unit. */
function totalDepth(networks: readonly Network[], modalities: number): number | null {
  const depths = networks.flatMap((net) => branchDepths(net, modalities).map((depth) => depth + net.depthShared));
  return depths.every((depth) => depth === depths[0]) ? depths[0] : null;
}

/** `M/(p q)`; p and q are not multiplied, which might overflow. */
const over = ({ rows, cols, data }: Matrix, p: number, q: number): Matrix =>
  matrix(
    rows,
    cols,
    data.map((value) => value / p / q),
  );

/** Weights are in `b/a`, levels in b, losses in b². Times are steps, and rates are told as shares of the one given. */
function inGivenUnits(answer: Answer, a: number, b: number): Answer {
  const weight = (w: number) => w * (b / a);
  const rows = (values: WeightRows): WeightRows =>
    values.map((value: number | readonly number[]) =>
      typeof value === 'number' ? weight(value) : value.map(weight),
    ) as WeightRows;
  const square = (value: number | null) => (value === null ? null : value * b * b);
  const { norms, preference, misattribution, plateaus, predictions } = answer;
  const each = (values: Readonly<Record<string, number>>, map: (value: number, key: string) => number) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
  const names = new Set(answer.problem.modalities.map(({ name }) => name));
  return {
    ...answer,
    // k, beside the names, is a ratio.
    norms: each(norms, (value, key) => (names.has(key) ? value * a * b : value)),
    preference: { ...preference, gains: each(preference.gains, (gain) => gain * b * b) },
    misattribution: {
      ...misattribution,
      plateau: rows(misattribution.plateau),
      final: rows(misattribution.final),
      difference: rows(misattribution.difference),
      amount: weight(misattribution.amount),
    },
    plateaus: plateaus.map((plateau) => ({
      ...plateau,
      weights: plateau.weights.map((one) => ({ ...one, weights: rows(one.weights) })),
      loss: square(plateau.loss),
      meanSquareError: square(plateau.meanSquareError),
    })),
    predictions: predictions.map((prediction) => ({
      ...prediction,
      randomStart: prediction.randomStart && {
        ...prediction.randomStart,
        events: prediction.randomStart.events.map((event) => ({ ...event, level: event.level * b })),
      },
    })),
  };
}
