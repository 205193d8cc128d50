/**
 * Random starts under levers. Momentum, decay, rates, freezes and remedies treat all directions of a layer alike, so they act on
 * the small matrices between words as on the full ones, exactly. Steady levers go along the curve as without any; all others
 * step by step.
 */
import { blended } from '../../levers/moments.js';
import { TEACHING, type Plan } from '../../levers/plan.js';
import type { Rule, Signals } from '../../levers/rule.js';
import { unimodalWeights } from '../../levers/end-points.js';
import { signalsOf } from '../../levers/signals.js';
import { norm } from '../../numerics/matrix.js';
import type { Network } from '../../problem/network.js';
import { offsets } from '../../problem/problem.js';
import type { Width } from '../../problem/shapes.js';
import { layerStds, type GaussianStart, type LayerStds } from '../../problem/start.js';
import { finalWeights, usesAt, type Measure, type Use } from '../../problem/use.js';
import { descendAlongCurve, descendBySteps, type OnPiece, type Update, type WayEnd } from './descent.js';
import { summaryOf, type Followed } from './distribution.js';
import { gradientOf, type Gradient } from './gradient.js';
import { headed, withHeads } from './heads.js';
import { lostUnder } from './lost.js';
import {
  normals,
  randomStart,
  startsOf,
  STILL,
  withDecay,
  withRates,
  type RandomStartResult,
  type Unfinished,
} from './index.js';
import { shapesOf, TOLERANCE } from './starts.js';
import { sizesOf, watchFor, type Watch } from './use-times.js';
import { DRAWN, type Normal, type WordLayer, type WordNetwork } from './words.js';

/** What is asked of a network under levers. */
export interface LeveredInput {
  readonly plan: Plan;
  readonly network: Network;
  readonly width: Width;
  readonly start: GaussianStart;
  readonly learningRate: number;
  readonly measure: Measure;
  /** What is waited for. */
  readonly uses: readonly Use[];
  /** With it, how likely each modality is in use by then. */
  readonly usedBySteps?: number;
  /** Multiplications that it may take. */
  readonly maxWork?: number;
  readonly onProgress?: (fraction: number) => void;
}

/** Whether the levers are the same in every step and have no memory: then steps lie on a smooth curve. */
export const isSmooth = ({ momentum, rule, heldUntil }: Plan): boolean =>
  momentum === 0 && rule === null && heldUntil.every((steps) => steps === 0);

/** Whether randomStart itself knows the levers. */
export const isSteady = (plan: Plan): boolean =>
  isSmooth(plan) && plan.heads === null && !plan.trainedStart.includes(true);

/** The way down of one start after another. */
export interface Way {
  /** A start; the typical one without random numbers. */
  readonly start: (normal: Normal) => WordNetwork;
  /** Totals and passes, of any of the starts. */
  readonly total: Gradient['total'];
  /** What is waited for, with the step of each. */
  readonly watch: (uses: readonly Use[]) => Watch;
  /** Goes down; `fastest` is the largest factor that a rule has put on a rate. */
  readonly descend: (
    net: WordNetwork,
    how: {
      readonly onPiece: OnPiece;
      readonly maxSteps: number;
      readonly maxWork: number;
      /** Whether steps are taken one by one also where a curve goes through them. */
      readonly bySteps?: boolean;
    },
  ) => WayEnd & { readonly fastest: number };
  /** Steps that so many multiplications suffice for; `Infinity` along a curve, whose pieces get longer. */
  readonly stepsFor: (work: number, bySteps?: boolean) => number;
}

/** The ways down of a network under levers. */
export function wayOf(input: Omit<LeveredInput, 'uses'>): Way {
  const { plan, network, width, start, learningRate, measure } = input;
  const { trained, measured, heads } = plan;
  const problem = heads === null ? trained : withHeads(trained);
  const stds = stdsOf(input);
  const starts = startsOf({ problem, network, width, start, stds });
  const features = typeof width === 'number' ? width : 1;
  const taught = heads?.kind === 'teachers' ? taughtBy(input, heads.steps) : new Float64Array();
  const made = (net: WordNetwork) =>
    heads === null ? { net, gradient: gradientOf(net, problem) } : headed(net, problem, heads, features, taught);
  const typical = starts(null);
  const { gradient } = made(typical);
  const sizes = sizesOf(measured, measure);
  const descend: Way['descend'] = (net, { onPiece, maxSteps, maxWork, bySteps = false }) => {
    // Teachers' directions are those of the start, which `start` has kept in its weights.
    const { net: from, gradient: passes } = made(net);
    const ready = withTrainedBranches(from, plan);
    if (isSmooth(plan) && !bySteps) {
      const rated = withRates(withDecay(passes, plan.weightDecay), net.layers, rateOf(plan, net));
      return {
        ...descendAlongCurve(ready, rated, { learningRate, tolerance: TOLERANCE, maxWork, onPiece }),
        fastest: 1,
      };
    }
    const seen = { fastest: 1 };
    const update = updateOf(plan, ready, passes, learningRate, restNorms(net, input, stds), seen);
    // Momentum overshoots: a level may be reached and left again within a few steps.
    const eachStep = bySteps || plan.momentum > 0;
    return { ...descendBySteps(ready, passes, { update, maxSteps, onPiece, eachStep }), ...seen };
  };
  return {
    start: starts,
    total: gradient.total,
    watch: (uses) => watchFor(trained, uses, sizes, gradient, restOf(plan), lostUnder(plan, typical)),
    descend,
    stepsFor: (work, bySteps = !isSmooth(plan)) =>
      bySteps ? Math.ceil(Math.min(LIMITS.steps, work / gradient.work)) : Infinity,
  };
}

/** Total weights of unimodal teachers: of the typical start, each branch alone. */
function taughtBy(input: Omit<LeveredInput, 'uses'>, given: number | null): Float64Array {
  const { trained, measured } = input.plan;
  const plan = { ...input.plan, heads: null };
  const steps = given ?? Math.ceil(TEACHING * lastUse({ ...input, plan: { ...plan, end: finalWeights(trained) } }));
  const alone = blended(
    trained,
    0,
    measured.modalities.map(() => 1),
  );
  const way = wayOf({ ...input, plan: { ...plan, trained: alone, end: finalWeights(alone) } });
  return way.total(typicalAfter(way, steps, workOf(input)).weights).slice();
}

/** The typical start after so many steps. */
export function typicalAfter(way: Way, steps: number, maxWork: number): WordNetwork {
  const net = way.start(null);
  let { weights } = net;
  const onPiece: OnPiece = (_, to, at) => {
    weights = at(Math.min(to, steps)).slice();
    return to >= steps;
  };
  way.descend(net, { onPiece, maxSteps: Math.ceil(steps), maxWork });
  return { ...net, weights };
}

/** When the last of what comes into use does, from the typical start; 0 if nothing does. */
export function lastUse(input: Omit<LeveredInput, 'uses'>): number {
  const way = wayOf(input);
  const watch = way.watch(usesAt(input.plan.measured));
  way.descend(way.start(null), { onPiece: watch.onPiece, maxSteps: Infinity, maxWork: 2 * workOf(input) });
  return Math.max(0, ...watch.times.map((time) => (time === null || time === Infinity ? 0 : time)));
}

/** Near the known end there is nothing to wait for. */
const AT_END = 1e-7;

function restOf({ end, weightDecay }: Plan): (weights: Float64Array) => boolean {
  if (weightDecay > 0 || end === null) return () => false;
  const size = norm(end.data);
  return (weights) => norm(end.data.map((value, k) => value - weights[k])) < AT_END * size;
}

function stdsOf({ plan, network, width, start }: Omit<LeveredInput, 'uses'>): LayerStds {
  return layerStds(shapesOf({ problem: plan.trained, network, width }), start, plan.inits);
}

/** Whether the outputs of a layer are those of the network. */
const isHead = ({ to }: WordLayer, { sizes }: Pick<WordNetwork, 'sizes'>): boolean => to === sizes.length - 1;

function rateOf({ rates, sharedRates }: Plan, net: WordNetwork): (layer: WordLayer) => number {
  return (layer) => {
    const own = layer.branch === null ? sharedRates : rates[layer.branch];
    return isHead(layer, net) ? own.head : own.encoder;
  };
}

/** Squared norms of a branch's weights that no word has asked for: they never move, and count as weights all the same. */
function restNorms(net: WordNetwork, { plan, network, width }: Omit<LeveredInput, 'uses'>, stds: LayerStds): number[] {
  const shapes = shapesOf({ problem: plan.trained, network, width });
  return plan.trained.modalities.map((_, m) => {
    const all = shapes.branches[m].reduce((sum, [rows, cols], l) => sum + stds.branches[m][l] ** 2 * rows * cols, 0);
    return Math.max(0, all - branchSquare(net, net.weights, m));
  });
}

function branchSquare({ layers }: Pick<WordNetwork, 'layers'>, y: Float64Array, branch: number): number {
  let sum = 0;
  for (const layer of layers) {
    if (layer.branch !== branch) continue;
    for (let k = layer.offset; k < layer.offset + layer.rows * layer.cols; k++) sum += y[k] * y[k];
  }
  return sum;
}

/** One step: `buffer ← β buffer + g + λ w`, `w ← w − η buffer`, at the rates of the levers and the rule. */
function updateOf(
  plan: Plan,
  net: WordNetwork,
  passes: Gradient,
  learningRate: number,
  rest: readonly number[],
  seen: { fastest: number },
): Update {
  const { momentum, weightDecay, heldUntil } = plan;
  const rule: Rule | null = plan.rule === null ? null : plan.rule();
  const steady = rateOf(plan, net);
  const rates = net.layers.map(steady);
  const branches = signalsOf(plan.measured);
  const buffer = new Float64Array(net.weights.length);
  return (step, y, direction) => {
    const signals = (): Signals => ({
      step,
      ...branches(passes.total(y)),
      speed: (m) => branchSquare(net, direction, m) / (branchSquare(net, y, m) + rest[m]),
    });
    const turn = rule?.(signals());
    if (turn !== undefined) {
      for (const { encoder, head } of turn.rates) seen.fastest = Math.max(seen.fastest, encoder, head);
    }
    net.layers.forEach((layer, l) => {
      const { offset, rows, cols, branch } = layer;
      if (branch !== null && turn?.reset?.branch === branch) {
        const { share } = turn.reset;
        for (let k = offset; k < offset + rows * cols; k++) y[k] = share * net.weights[k] + (1 - share) * y[k];
      }
      if (branch !== null && step < heldUntil[branch]) return;
      const now = branch === null || turn === undefined ? null : turn.rates[branch];
      const rate = learningRate * rates[l] * (now === null ? 1 : isHead(layer, net) ? now.head : now.encoder);
      if (rate === 0) return;
      for (let k = offset; k < offset + rows * cols; k++) {
        buffer[k] = momentum * buffer[k] + direction[k] - weightDecay * y[k];
        y[k] += rate * buffer[k];
      }
    });
  };
}

/** Branches that start trained: at the unimodal solution, balanced and of rank one (one output). */
function withTrainedBranches(net: WordNetwork, { trained, trainedStart }: Plan): WordNetwork {
  if (!trainedStart.includes(true)) return net;
  const alone = unimodalWeights(trained);
  const at = offsets(trained);
  const weights = net.weights.slice();
  for (const { branch, index, offset, rows, cols } of net.layers) {
    if (branch === null || !trainedStart[branch]) continue;
    const solution = alone.data.subarray(at[branch], at[branch + 1]);
    const depth = net.layers.filter((layer) => layer.branch === branch).length;
    const size = norm(solution) ** (1 / depth);
    weights.fill(0, offset, offset + rows * cols);
    if (index > 0) weights[offset] = size;
    else solution.forEach((value, j) => (weights[offset + j] = (size * value) / norm(solution)));
  }
  return { ...net, weights };
}

/**
 * How far ways go: multiplications of all starts together, steps of one, and how many are drawn. Where the first start takes all
 * the work and does not come to its end, the others share as much again, by this part of its steps.
 */
const LIMITS = { work: 2e8, steps: 1e6, draws: 12, cut: 6 };

/** Multiplications that a question under levers may take. */
export const workOf = ({ maxWork = Infinity }: Pick<LeveredInput, 'maxWork'>): number => Math.min(LIMITS.work, maxWork);

/**
 * Times, orders and probabilities of random starts under levers, or why there are none; `fastest` is the largest factor that a rule
 * has put on a rate.
 */
export function leveredStart(input: LeveredInput): (RandomStartResult & { fastest?: number }) | Unfinished {
  const { plan, uses, usedBySteps, onProgress } = input;
  const { trained, measured } = plan;
  if (isSteady(plan)) {
    return randomStart({
      ...input,
      problem: trained,
      measured,
      stds: stdsOf(input),
      weightDecay: plan.weightDecay,
      isLost: (net) => lostUnder(plan, net),
      ...(hasRates(plan) ? { rateOf: (net: WordNetwork) => rateOf(plan, net) } : {}),
    });
  }
  const way = wayOf(input);
  const maxSteps = way.stepsFor(workOf(input));
  const found: Followed[] = [];
  let left = workOf(input);
  let horizon = maxSteps;
  let fastest = 1;
  const go = (normal: Normal, steps: number) => {
    const watch = way.watch(uses);
    let finite = true;
    const onPiece: OnPiece = (from, to, at) => {
      finite = way.total(at(to)).every(Number.isFinite);
      return !finite || watch.onPiece(from, to, at) || to >= steps;
    };
    const net = way.start(normal);
    const { work, reached, stuck, ...end } = way.descend(net, { onPiece, maxSteps: steps, maxWork: left });
    fastest = Math.max(fastest, end.fastest);
    return { times: watch.times, reached, work: work + DRAWN * net.weights.length, finite, stuck };
  };
  for (let draw = 0; draw < LIMITS.draws && left > 0; draw++) {
    const { work, finite, stuck, ...followed } = go(normals(Math.floor(draw / 2), draw % 2 === 0 ? 1 : -1), horizon);
    if (!finite) return { unfinished: `descent diverges with learning rate ${input.learningRate} under these levers` };
    if (stuck === 'still') return STILL;
    found.push(followed);
    left -= work;
    if (draw === 0 && followed.times.includes(null)) {
      horizon = Math.ceil(followed.reached / LIMITS.cut);
      left = workOf(input);
    } else if (left < work) break;
    onProgress?.((draw + 1) / LIMITS.draws);
  }
  return { method: 'drawn', shares: null, fastest, ...summaryOf(found, uses, trained.modalities.length, usedBySteps) };
}

const hasRates = ({ rates, sharedRates }: Plan): boolean =>
  [...rates, sharedRates].some(({ encoder, head }) => encoder !== 1 || head !== 1);
