/** Where training under levers ends, and what it comes by on the way. */
import type { Levers } from '../../levers/levers.js';
import { planOf } from '../../levers/plan.js';
import { matrix, multiply, transpose, type Matrix } from '../../numerics/matrix.js';
import { sigmaBlock, type Problem } from '../../problem/problem.js';
import { finalWeights, joined, partOf } from '../../problem/use.js';
import { beginSimulation } from '../../simulate/simulate.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, compareOrder, judged, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { verdictOf } from './lever-laws.js';
import { initScaleOf, inWords, randomCase, renamed, toyCase, type LeverCase } from './levers.js';

/** Levers whose end is a formula. */
const ENDS: readonly Levers[] = [
  { remedy: 'ogm:alpha=0.6' },
  { remedy: 'unimodal-losses:weight=0.7' },
  { remedy: 'gradient-blending:joint=0.5' },
  { remedy: 'gradient-blending:heads=own,joint=0.5' },
  { remedy: 'alternate:every=2' },
  { remedy: 'unimodal-ensemble' },
  { remedy: 'alignment:weight=0.2' },
  { remedy: 'opm' },
  { dropout: { A: 0.3, B: 0.1 } },
  { dropout: { A: 0.3 }, dropoutScaling: 'inverted' },
  { noise: { A: 0.4, B: 0.1 } },
  { aux: { B: 0.6 } },
  { momentum: 0.7, noise: { B: 0.3 } },
  { trainedStart: ['B'], freeze: { B: Infinity } },
  { freeze: { A: Infinity } },
];

/** What the project promises of an end point. */
const END = 1e-3;
/** So many times the steps of plain training until both are used. */
const AT_REST = 200;

async function endPoints(context: CheckContext): Promise<ClaimResult> {
  const cases = context.quick
    ? [toyCase(0.5, 2)]
    : [toyCase(0.5, 2), toyCase(-0.4, 3), randomCase(5, 2), randomCase(7, 3)];
  const rows = await rowsOver(context, cases, (item) => {
    const { problem, depth } = item;
    const { last } = verdictOf(item);
    return (context.quick ? ENDS.slice(0, 3) : ENDS).map((setting) => {
      const levers = renamed(setting, problem);
      const { end, measured } = planOf(problem, levers, SOURCE_RATE);
      if (end === null) throw new Error('an end that is no formula');
      const reached = weightsAfter(item, levers, { steps: AT_REST * last, initScale: initScaleOf(depth) });
      return beside(`${inWords(setting)}, ${item.name}`, measured, end, reached);
    });
  });
  if (!context.quick) rows.push(...stackedRows());
  return judged(rows);
}

/**
 * DGL's joint head comes to the two unimodal solutions, stacked, at the pace of what the encoders have learned. What is left of
 * their random start, `u₀²` times as strong, is features too: at this pace it goes on to the minimum of the joint loss.
 */
function stackedRows(): Row[] {
  const item = randomCase(5, 2);
  const { problem, name } = item;
  const detached = { remedy: 'detached' };
  const { end: stacked } = planOf(problem, detached, SOURCE_RATE);
  if (stacked === null) throw new Error('an end that is no formula');
  const at = (initScale: number, steps: number) => weightsAfter(item, detached, { steps, initScale });
  const scales = [0.005, 0.01, 0.02];
  const away = scales.map((initScale) => distance(problem, stacked, at(initScale, 2000)));
  return [
    beside(`detached, 2,000 steps from u₀ = 0.01: stacked, ${name}`, problem, stacked, at(0.01, 2000)),
    beside(
      `detached, 200,000 steps from u₀ = 0.1: joint minimum, ${name}`,
      problem,
      finalWeights(problem),
      at(0.1, 2e5),
    ),
    compareOrder(`detached: away from stacked after 2,000 steps, order in u₀, ${name}`, 2, scales, away),
  ];
}

/** Total weights of full matrices after so many steps. */
function weightsAfter(
  { problem, depth }: LeverCase,
  levers: Levers,
  { steps, initScale }: { readonly steps: number; readonly initScale: number },
): Matrix {
  const run = beginSimulation(
    problem,
    { depth, fusionLayer: depth },
    {
      ...{ start: { kind: 'gaussian', initScale }, width: 20, learningRate: SOURCE_RATE, levers },
      ...{ maxSteps: 1e9, levels: [], thinning: { maxRecords: 1 } },
    },
  );
  let left = Math.ceil(steps);
  run.advance(() => left-- > 0);
  return joined(problem, run.point().totals);
}

/** Weights beside where they should be: a share `END` of the contributions apart. */
function beside(name: string, problem: Problem, end: Matrix, reached: Matrix): Row {
  const size = distance(problem, end, matrix(end.rows, end.cols));
  return compare(name, size, size + distance(problem, end, reached), END * size);
}

/** Root mean square of the differences of the contributions. */
function distance(problem: Problem, W: Matrix, V: Matrix): number {
  const change = { ...W, data: W.data.map((value, k) => value - V.data[k]) };
  return Math.hypot(...problem.modalities.map((_, m) => contribution(problem, m, partOf(problem, change, m))));
}

/** Standard deviation of a contribution; one output. */
export function contribution(problem: Problem, m: number, W: Matrix): number {
  return Math.sqrt(multiply(multiply(W, sigmaBlock(problem, m, m)), transpose(W)).data[0]);
}

/** The claim about ends. */
export const leverEndClaims: readonly Claim[] = [
  claim({
    id: 'lever-ends',
    equations: '—',
    title: 'Where training under levers ends',
    predicted:
      'minima of the changed moments, and what a held branch leaves; of `detached` the stacked unimodal solutions, which it leaves for the joint minimum as u₀² allows',
    problems: 'toy problems, random 3 + 3 inputs; two and three layers',
    measured: `full matrices of width 20, ${AT_REST} times as long as plain training takes to use both`,
    criterion: {
      kind: 'identity',
      reason: `Stated beforehand: ${END} of the final contributions; an order is the nearest integer.`,
    },
    quick: false,
    run: endPoints,
  }),
];
