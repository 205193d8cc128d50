import { norm, type Matrix } from '../numerics/matrix.js';
import { InputError, requireFields } from '../problem/errors.js';
import { sharpness, stability, unfollowable, type Stability } from '../flows/random/index.js';
import { isSmooth } from '../flows/random/levered.js';
import { divergesUnder } from '../flows/random/levered-stability.js';
import { fusionLayerOf, type Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import { sharedBlocks } from '../problem/two-modalities.js';
import { finalWeights, usesAt, type Use } from '../problem/use.js';
import type { Plan } from '../levers/plan.js';
import type { Worth } from '../problem/worth.js';
import type { Answer, Missing, NetworkPrediction, RandomStart, ReducedOdeTimes } from './answer.js';
import { branchScores } from './modes/branches.js';
import { reducedTimes } from './starts/balanced-start.js';
import { closedFormOf } from './closed/answer.js';
import { fittedSets, misattributionOf, plateausOf, preferenceOf, weightsOf, type FittedSet } from './facts.js';
import { usesByWeights } from './source/levels.js';
import { changesMomentsOnly, planFor, steepestUnder, usesOf as usesUnder } from './starts/levered.js';
import { batchEffect, withBatches } from './closed/mini-batches.js';
import { checkQuestion, withSigns, type Checked, type Question } from './question.js';
import { answerRandom, type RandomAnswer, type Simulator } from './starts/random-start.js';
import { separations, type Separation } from './modes/separates.js';
import { believed, firstUses, orderOf } from './times.js';
import { inOwnUnits } from './units.js';
import { unseenLoss, unseenOf, type TestData, type UnseenLoss } from './starts/unseen.js';
import { warningsOf, type NetworkCase } from './warnings.js';
import { shareOf } from './work.js';
import { driveNorms } from '../problem/problem.js';

/** Above the curvature's `2/λ` steps may diverge; the answer is then given for this share of it. */
const STABLE = 0.95;

/** What {@link predict} may be handed besides the question. */
export interface PredictOptions {
  /** Simulates a few seeds where neither a formula nor a flow applies: `simulateBudget` of `unimodal-bias/simulate`. */
  readonly simulate?: Simulator;
  /** The samples of the problem, for what its second moments do not say: mini-batches. */
  readonly samples?: Samples | undefined;
  /** Unseen data in the units and coordinates of the problem: the `test` of `readData` and `dataFromArrays`. */
  readonly testData?: TestData | undefined;
  /** What each modality is worth on unseen data: `worthOf` of `unimodal-bias/data`. */
  readonly worth?: readonly Worth[] | null;
}

const OPTIONS: readonly (keyof PredictOptions)[] = ['simulate', 'samples', 'testData', 'worth'];

/**
 * Predicts which modality a network uses first, when each is used, what is wrong meanwhile, and what the fusion layer
 * changes (Eq 1–12, 20–62). Every number says where it comes from, and warnings say what fails on the problem asked about.
 *
 * A modality is _used_ when its contribution to the output first has half of the standard deviation that it ends with.
 *
 * @param data - the data: from `problem`, `toyProblem`, or a file by `unimodal-bias/data`
 * @param question - network, start, learning rate
 * @param options - a simulator for what no formula and no flow covers, and data to test on
 * @throws InputError `network` for depths out of range, `number` for a value out of range, `usage` for an unknown field or
 * choice, `unsupported` for logistic loss on other targets than two classes.
 *
 * @example
 * ```ts
 * import { predict, toyProblem } from 'unimodal-bias';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const answer = predict(toy, { network: { depth: 2, fusionLayer: 2 } });
 * answer.first; // => 'A'
 * answer.predictions[0].believe; // => 'randomStart'
 * ```
 */
export function predict(data: Problem, question: Question, options: PredictOptions = {}): Answer {
  requireFields('options', options, OPTIONS, ['worth']);
  const asked = checkQuestion(question, data, options.samples);
  const signed = withSigns(data, question);
  // Unseen data are in the units of the problem.
  if (options.testData !== undefined) return answerTo(signed, asked, question, options);
  const { problem, checked, back } = inOwnUnits(signed, asked);
  return back(answerTo(problem, checked, question, options));
}

function answerTo(given: Problem, checked: Checked, question: Question, options: PredictOptions): Answer {
  const plan = planFor(given, checked);
  const problem = plan?.measured ?? given;
  const unseen = options.testData === undefined ? null : unseenLoss(options.testData, problem);
  const global = finalWeights(problem);
  requireDrive(global);
  const uses = usesAt(problem, global);
  const separated = separations(problem, plan?.level === 'own' && plan.end !== null ? plan.end : global, uses);
  const solutions = [global, ...problem.modalities.map((_, m) => weightsOf(problem, [m]))];
  const ground = { problem, checked, plan, uses, separated, solutions, simulate: options.simulate };
  const cases = checked.networks.map((network, i) =>
    caseOf(ground, network, (fraction) => {
      question.onProgress?.((i + fraction) / checked.networks.length);
    }),
  );
  const names = problem.modalities.map(({ name }) => name);
  const order = orderOf(names, cases[cases.length - 1].prediction);
  const first = order.at(0) ?? indexOfLargest(driveNorms(problem));
  const withUnseenLosses = (loss: UnseenLoss) => {
    const sets = fittedSets(problem, order, global);
    return cases.map((one) => withUnseen(ground, one, loss, sets));
  };
  return {
    problem: {
      modalities: problem.modalities.map(({ name, inputs, columns }) => ({ name, dim: inputs, columns })),
      outputs: problem.outputs,
      target: problem.target,
      samples: problem.samples,
      centred: problem.centred,
      rows: problem.rows,
      dropped: problem.dropped,
    },
    training: checked.training,
    measure: checked.measure,
    first: names[first],
    norms: normsByName(problem, first),
    predictions: unseen === null ? cases.map(({ prediction }) => prediction) : withUnseenLosses(unseen),
    recommended: recommendedLayer(names, cases),
    misattribution: misattributionOf(problem, first, global),
    preference: preferenceOf(problem, first),
    worth: options.worth ?? null,
    // Those of squares: a logistic loss has others, which second moments do not tell.
    branches: checked.loss === 'logistic' ? [] : branchScores(problem, global),
    plateaus: checked.loss === 'logistic' ? [] : plateausOf(problem, order, global),
    warnings: warningsOf(problem, global, uses, checked, cases),
  };
}

/** Modalities that differ by no more than rounding, where all that the target depends on is that difference. */
function requireDrive(global: Matrix): void {
  if (norm(global.data) > 0) return;
  const message =
    'the target depends on nothing but what rounding of the inputs does not tell from zero; no network learns it';
  throw new InputError('zero-correlation', 'sigma', undefined, message);
}

/** Where the labels overlap the optimum is finite, where a plane parts them weights grow for ever: moments do not say which. */
const END_OF_LOGISTIC = 'second moments do not say where a network ends under logistic loss';

/** What all networks of a question share. */
interface Ground {
  readonly problem: Problem;
  readonly checked: Checked;
  readonly plan: Plan | null;
  /** What is waited for, and what each of it separates. */
  readonly uses: readonly Use[];
  readonly separated: readonly (Separation | null)[];
  /** Where all is learned, and where each modality is, alone. */
  readonly solutions: readonly Matrix[];
  readonly simulate: Simulator | undefined;
}

function caseOf(ground: Ground, network: Network, onProgress: (fraction: number) => void): NetworkCase {
  const { problem, checked, plan, uses, solutions } = ground;
  // The sharpest place on the way: where all is learned, or where one modality is, alone.
  const steepest =
    plan === null ? Math.max(...solutions.map((W) => sharpness(problem, network, W))) : steepestUnder(plan, network);
  const asked = checked.learningRate;
  let verdict = asked * steepest > 2 ? stabilityOf(ground, network) : 'smooth';
  const answerAt = (rate: number) => randomOf(ground, network, rate, verdict === 'swings', onProgress);
  const stable = (STABLE * 2) / steepest;
  let learningRate = verdict === 'diverges' ? stable : asked;
  let answered = answerAt(learningRate);
  if ('diverged' in answered && stable < learningRate) {
    verdict = 'diverges';
    learningRate = stable;
    answered = answerAt(stable);
  }
  if ('diverged' in answered) throw diverged(checked, learningRate < asked);
  const diverges = verdict === 'diverges';
  const missing: Missing[] = [];
  const orReason = <T extends object>(part: Missing['part'], made: T | { readonly reason: string }): T | null => {
    if (!('reason' in made)) return made;
    missing.push({ part, reason: made.reason });
    return null;
  };
  const [seen, halves] = plan ? [plan.trained, usesAt(plan.trained)] : [problem, uses];
  const known = plan === null || changesMomentsOnly(plan);
  const noRoute = {
    reason: 'levers that change the way of training, or the level, are followed from random starts only',
  };
  const closedForm = orReason('closedForm', known ? closedFormOf(seen, checked, network, learningRate) : noRoute);
  const reducedOde = orReason<ReducedOdeTimes>(
    'reducedOde',
    known ? reducedOf({ problem: seen, uses: halves, checked }, network, learningRate) : noRoute,
  );
  const simulated = 'reason' in answered ? null : answered.simulated;
  const fullBatch = orReason<RandomStart>('randomStart', 'reason' in answered ? answered : answered.randomStart);
  const batch =
    checked.batch === null || fullBatch === null
      ? null
      : orReason('batch', batchEffect(problem, checked.batch, network, learningRate, fullBatch));
  if (batch?.unknown) missing.push({ part: 'batch', reason: batch.unknown });
  const randomStart = batch && fullBatch ? withBatches(fullBatch, batch) : fullBatch;
  const parts = { closedForm, reducedOde, randomStart };
  const prediction: NetworkPrediction = {
    fusionLayer: fusionLayerOf(network),
    network,
    learningRate: diverges ? learningRate / checked.rateUnit : checked.training.learningRate,
    ...parts,
    batch,
    unseen: null,
    ...believed(checked, parts),
    missing,
  };
  // Where simulation has shown that it diverges, that is what is said.
  return plan === null || diverges
    ? { prediction, simulated, steepest, learningRate, stability: verdict }
    : {
        prediction,
        simulated,
        steepest: steepestUnder(plan, network, 'reason' in answered ? 1 : answered.fastest),
        learningRate,
        stability: isSmooth(plan) ? 'levered' : 'stepped',
      };
}

/** What is said where simulated training runs away at the rate asked for, and at one that a small start bears, if that is smaller. */
function diverged({ training: { learningRate } }: Checked, alsoBelow: boolean): InputError {
  const below = alsoBelow ? ', and at the largest one that a small start bears: start smaller, or' : ';';
  return new InputError(
    'learning-rate',
    'learningRate',
    learningRate,
    `training diverges at ${learningRate}${below} use a smaller one`,
  );
}

function randomOf(
  { problem, checked, plan, uses, separated, simulate }: Ground,
  network: Network,
  learningRate: number,
  swings: boolean,
  onProgress: (fraction: number) => void,
): RandomAnswer {
  const { start, scale, width, measure, steps, loss, networks, simulated: activation } = checked;
  if (start === 'balanced') return { reason: 'the start asked for is balanced' };
  if (loss === 'logistic') return { reason: END_OF_LOGISTIC };
  const reason =
    start === 'pytorch' || activation !== null ? null : unfollowable({ problem, network, width, start: scale });
  if (reason !== null) return { reason };
  const [budget, maxWork] = [shareOf('simulation', networks.length), shareOf('random', networks.length)];
  const levers = checked.levers === null ? null : { ...checked.levers, scale: {} };
  // Its own rate, and as stable a share of it.
  const own =
    activation === null
      ? { scale, learningRate }
      : { scale: activation.scale, learningRate: (activation.learningRate * learningRate) / checked.learningRate };
  const settings = { network, plan, levers, width, start, ...own, swings, measure, steps };
  const separations = measure === 'output' ? separated : separated.filter((_, u) => uses[u].mode === 1);
  const question = { problem, separations, ...settings, budget, maxWork, onProgress, activation };
  const plain = measure === 'output' ? uses : usesByWeights(problem, network, scale);
  return answerRandom({ ...question, uses: plan === null ? plain : usesUnder(plan, question) }, simulate);
}

/**
 * What steps of the rate asked for do on their way, where the curvature at one of the solutions is above the limit: on collinear
 * columns the network need not come near it before all is in use, and swings are not always the end. A balanced start goes much
 * the same way as a random one. PyTorch's start and Adam are simulated: runs that diverge say so.
 */
function stabilityOf({ problem, checked, plan, uses }: Ground, network: Network): Stability {
  const { start, scale, width, learningRate, loss, networks } = checked;
  if (loss === 'logistic' || start === 'pytorch') return 'smooth';
  if (unfollowable({ problem, network, width, start: scale }) !== null) return 'smooth';
  const maxWork = shareOf('stability', networks.length);
  const input = { network, width, start: scale, learningRate, measure: 'output', uses, maxWork } as const;
  if (plan === null) return stability({ problem, ...input });
  return divergesUnder({ plan, ...input }) ? 'diverges' : 'smooth';
}

/** The prediction with what its starts do on unseen data, or why that is not known. */
function withUnseen(
  { problem, checked, uses }: Ground,
  { prediction, learningRate, stability: verdict }: NetworkCase,
  unseen: UnseenLoss,
  sets: readonly FittedSet[],
): NetworkPrediction {
  const { start, scale, width, measure, loss, levers, simulated, steps } = checked;
  if (start !== 'random' || loss === 'logistic' || levers !== null || simulated !== null) {
    const reason =
      simulated === null
        ? 'unseen losses are predicted for Gaussian weights under mean square error, without levers'
        : `on these data ${simulated.name} follows no linear network`;
    return { ...prediction, missing: [...prediction.missing, { part: 'unseen', reason }] };
  }
  const { network } = prediction;
  const swings = verdict === 'swings';
  const input = { problem, network, width, start: scale, learningRate, measure, uses, swings };
  return { ...prediction, unseen: unseenOf(input, unseen, sets, steps) };
}

function reducedOf(
  { problem, checked, uses }: Pick<Ground, 'problem' | 'checked' | 'uses'>,
  network: Network,
  learningRate: number,
): ReducedOdeTimes | { reason: string } {
  const { loss, scale, start, measure, networks } = checked;
  const c = sharedBlocks(problem);
  if (!c) return { reason: 'the reduced system is of two modalities and one output' };
  if (loss === 'logistic') return { reason: END_OF_LOGISTIC };
  if (start === 'pytorch' || !('initScale' in scale))
    return { reason: 'it starts at layers of norm u₀; give initScale' };
  const levels = { A: uses[0].level, B: uses[1].level };
  const balanced = { network, initScale: scale.initScale, learningRate, measure, levels };
  const times = reducedTimes(c, { ...balanced, networks: networks.length });
  return times ?? { reason: 'too wide and too stiff for the work predict allows itself' };
}

/** The fusion layer with which the last modality is in use soonest; of equally good ones (5%) the latest. */
function recommendedLayer(names: readonly string[], cases: readonly NetworkCase[]): number | null {
  if (cases.length < 2) return null;
  const last = cases.map(({ prediction }) => ({ layer: prediction.fusionLayer, time: lastUse(names, prediction) }));
  const soonest = Math.min(...last.map(({ time }) => time));
  if (!Number.isFinite(soonest)) return null;
  return last.findLast(({ time }) => time <= 1.05 * soonest)?.layer ?? null;
}

/** When the last of the modalities that are ever used is in use. */
function lastUse(names: readonly string[], prediction: NetworkPrediction): number {
  const times = firstUses(names, prediction).filter((time) => time !== null);
  return times.length === 0 ? Infinity : Math.max(...times.map(({ mean }) => mean));
}

function normsByName(problem: Problem, first: number): Record<string, number> {
  const norms = driveNorms(problem);
  const byName = Object.fromEntries(problem.modalities.map(({ name }, m) => [name, norms[m]]));
  return norms.length === 2 ? { ...byName, k: norms[1 - first] / norms[first] } : byName;
}

const indexOfLargest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
