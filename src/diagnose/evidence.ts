/** What a log is held against: the known plateaus, and what each of its columns is for given weights. */
import { InputError } from '../problem/errors.js';
import { offsets, sigmaBlock, type Problem } from '../problem/problem.js';
import { matrix, multiply, transpose, type Matrix } from '../numerics/matrix.js';
import { fittedSets, lossAt } from '../predict/facts.js';
import { typicalTrajectory, type RandomStartInput } from '../flows/random/index.js';
import { partOf, type Use } from '../problem/use.js';
import { atEnd, noiseOf, type RunLog } from './run-log.js';

/** An order in which starts come to their uses: of a modality, or with several outputs of a mode of one. */
export interface Order {
  readonly uses: readonly number[];
  readonly probability: number;
}

/** A plateau, and what the columns of a log have there. */
export interface KnownPlateau {
  readonly manifold: string;
  /** Positions among the uses of the problem. */
  readonly used: readonly number[];
  readonly height: number;
  readonly weights: Matrix;
}

/** The plateaus of a problem. */
export interface Heights {
  readonly sets: readonly KnownPlateau[];
  /** From no modality to all. */
  readonly range: number;
}

/** The plateaus of a problem, those on the way of `order` where there are many modalities. */
export function heightsOf(problem: Problem, order: readonly number[], global: Matrix): Heights {
  const sets = fittedSets(problem, order, global).map((set) => ({
    ...set,
    height: lossAt(problem, set.weights) ?? NaN,
  }));
  return { sets, range: sets[0].height - sets[sets.length - 1].height };
}

/** Uses that follow each other within this share of the time have no plateau between them. */
const TOGETHER = 0.15;

/**
 * The plateaus of several outputs, which modes of the modalities make: what the typical start has where its loss is flattest (in
 * `ln t`) between one use and the next; and the order of its uses.
 */
export function heightsAlong(
  input: RandomStartInput,
  uses: readonly Use[],
  global: Matrix,
): Heights & { order: Order } {
  const { problem } = input;
  const { points, events } = typicalTrajectory({ ...input, uses });
  const came = events
    .flatMap(({ step, level }, use) => (step === null || step === Infinity || level === 0 ? [] : [{ use, step }]))
    .sort((one, other) => one.step - other.step);
  const sets: KnownPlateau[] = [plateauAt(problem, 'M_0', [], matrix(global.rows, global.cols))];
  came.slice(0, -1).forEach(({ step: from }, i) => {
    const to = came[i + 1].step;
    const between = points.filter(({ step }) => step > from && step < to);
    if (to < (1 + TOGETHER) * from || between.length < 3) return;
    const slope = (k: number) =>
      ((between[k - 1].loss ?? NaN) - (between[k + 1].loss ?? NaN)) /
      Math.log(between[k + 1].step / between[k - 1].step);
    let best = 1;
    for (let k = 2; k < between.length - 1; k++) if (slope(k) < slope(best)) best = k;
    const used = came.slice(0, i + 1).map(({ use }) => use);
    const name = `M_${used.map((u) => `${problem.modalities[uses[u].modality].name} ${uses[u].mode}`).join('+')}`;
    sets.push(plateauAt(problem, name, used, matrix(global.rows, global.cols, between[best].weights)));
  });
  const all = came.map(({ use }) => use);
  sets.push(plateauAt(problem, 'M_*', all, global));
  return { sets, range: sets[0].height - sets[sets.length - 1].height, order: { uses: all, probability: 1 } };
}

const plateauAt = (problem: Problem, manifold: string, used: readonly number[], weights: Matrix): KnownPlateau => ({
  manifold,
  used,
  weights,
  height: lossAt(problem, weights) ?? NaN,
});

/** Heights are told apart by the noise, and by this share of what can be learned: slow directions, sagging plateaus. */
export const BLUR = 0.03;
/** A contribution is as its loss's root. */
const ROOT_BLUR = Math.sqrt(BLUR);
/** What is further from what it should be than so many blurs fits nothing: a tenth of what can be learned. */
export const FITS = 10 / 3;

/** What a column besides the loss has at the end of the log, and how to tell what it is for total weights. */
export interface Column {
  readonly name: string;
  readonly measured: number;
  readonly of: (weights: Matrix) => number;
  readonly blur: number;
}

/** How far a column is from what it is for some weights. One that fits nothing, in other units perhaps, is evidence for none. */
export const missOf = ({ measured, of, blur }: Column, weights: Matrix): number =>
  Math.min(Math.abs(measured - of(weights)) / blur, FITS);

/**
 * The columns that were measured, over the last `rows`.
 *
 * @throws InputError `columns` for a column of a modality that is not there, `usage` for `test_loss` without test data
 */
export function columnsOf(
  { columns = {} }: RunLog,
  rows: number,
  problem: Problem,
  { sets }: Heights,
  unseen: ((weights: Float64Array) => number) | null,
): Column[] {
  return Object.entries(columns).flatMap(([name, values]) => {
    const { of, share } = kindOf(name, problem, unseen);
    const measured = atEnd(values, rows);
    if (measured === null) return [];
    const heights = sets.map(({ weights }) => of(weights));
    const width = share * (Math.max(...heights) - Math.min(...heights));
    const noise = noiseOf(values.filter((value) => !Number.isNaN(value)));
    return [{ name, measured, of, blur: Math.max(noise, width) }];
  });
}

/** What a column of this name is for total weights, and to which share of its range plateaus have it. */
function kindOf(
  name: string,
  problem: Problem,
  unseen: ((weights: Float64Array) => number) | null,
): Pick<Column, 'of'> & { readonly share: number } {
  if (name === 'test_loss') {
    if (unseen === null) throw new InputError('usage', 'testData', name, 'is needed: the log has the column test_loss');
    return { of: (W) => unseen(W.data), share: BLUR };
  }
  const [kind, of, share] = name.startsWith('contribution_')
    ? (['contribution_', contributionOf, ROOT_BLUR] as const)
    : (['loss_without_', lossWithout, BLUR] as const);
  const wanted = name.slice(kind.length).toLowerCase();
  const m = problem.modalities.findIndex((modality) => modality.name.toLowerCase() === wanted);
  if (!name.startsWith(kind) || m < 0) {
    const names = problem.modalities.map((modality) => `${kind}${modality.name}`).join(', ');
    throw new InputError('columns', 'log', name, `has the column ${name}; it may be one of test_loss, ${names}`);
  }
  return { of: (W) => of(problem, W, m), share };
}

/** `½⟨‖y − Σ_{n≠m} W_n x_n‖²⟩`. */
function lossWithout(problem: Problem, W: Matrix, m: number): number {
  const [from, to] = offsets(problem).slice(m, m + 2);
  const data = W.data.map((value, k) => (k % W.cols >= from && k % W.cols < to ? 0 : value));
  return lossAt(problem, { ...W, data }) ?? NaN;
}

/** `√tr W_m Σ_m W_mᵀ`. */
function contributionOf(problem: Problem, W: Matrix, m: number): number {
  const own = partOf(problem, W, m);
  const gram = multiply(multiply(own, sigmaBlock(problem, m, m)), transpose(own));
  return Math.sqrt(
    Math.max(
      0,
      gram.data.reduce((sum, value, k) => (k % (gram.cols + 1) === 0 ? sum + value : sum), 0),
    ),
  );
}
