/** What the end of a log says of the modalities in use: its loss, and whatever else was measured, beside the known plateaus. */
import { InputError } from '../problem/errors.js';
import { offsets, sigmaBlock, type Problem } from '../problem/problem.js';
import { matrix, multiply, transpose, type Matrix } from '../numerics/matrix.js';
import { fittedSets, lossAt } from '../predict/facts.js';
import { typicalTrajectory, type RandomStartInput } from '../flows/random/index.js';
import { partOf, type Use } from '../problem/use.js';
import { atEnd, fallsBelow, noiseOf, type RunLog, type Stretch } from './run-log.js';

/** An order in which starts come to their uses: of a modality, or with several outputs of a mode of one. */
export interface Order {
  readonly uses: readonly number[];
  readonly probability: number;
}

/** A plateau, and what the columns of a log have there. */
interface KnownPlateau {
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

/** A column besides the loss: what was measured at the end of the log, and what it is where the log is taken to be. */
export interface Evidence {
  /** Its name. */
  readonly column: string;
  /** At the end of the log. */
  readonly measured: number;
  /** On the plateau that the log is nearest to. */
  readonly here: number;
  /** At the global optimum. */
  readonly atOptimum: number;
  /** Whether it may be so on that plateau. */
  readonly agrees: boolean;
}

/** The plateau whose heights the end of the log has. */
export interface Match {
  readonly manifold: string;
  readonly used: readonly number[];
  readonly height: number;
  readonly observed: number;
  readonly confidence: number;
  readonly seen: readonly { readonly use: number; readonly step: number; readonly level: number }[];
  readonly evidence: readonly Evidence[];
}

/** Heights are told apart by the noise, and by this share of what can be learned: slow directions, sagging plateaus. */
const BLUR = 0.03;
/** A contribution is as its loss's root. */
const ROOT_BLUR = Math.sqrt(BLUR);
/** A log further from what it should be than so many blurs fits nothing: a tenth of what can be learned. */
const FITS = 10 / 3;
/** A set of modalities that no start takes on its way is still this probable. */
const UNLIKELY = 1e-3;

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

/** A column, and how to tell what it is for total weights. */
interface Column {
  readonly name: string;
  readonly values: Float64Array;
  readonly of: (weights: Matrix) => number;
  readonly blur: number;
}

/** @throws InputError `columns` for a column of a modality that is not there, `usage` for `test_loss` without test data */
export function columnsOf(
  { columns = {} }: RunLog,
  problem: Problem,
  unseen: ((weights: Float64Array) => number) | null,
): Column[] {
  return Object.entries(columns).map(([name, values]) => {
    if (name === 'test_loss') {
      if (unseen === null)
        throw new InputError('usage', 'testData', name, 'is needed: the log has the column test_loss');
      return { name, values, of: (W) => unseen(W.data), blur: BLUR };
    }
    const [kind, of, blur] = name.startsWith('contribution_')
      ? (['contribution_', contributionOf, ROOT_BLUR] as const)
      : (['loss_without_', lossWithout, BLUR] as const);
    const wanted = name.slice(kind.length).toLowerCase();
    const m = problem.modalities.findIndex((modality) => modality.name.toLowerCase() === wanted);
    if (!name.startsWith(kind) || m < 0) {
      const names = problem.modalities.map((modality) => `${kind}${modality.name}`).join(', ');
      throw new InputError('columns', 'log', name, `has the column ${name}; it may be one of test_loss, ${names}`);
    }
    return { name, values, of: (W) => of(problem, W, m), blur };
  });
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

/** The set of modalities whose plateau the end of the log is at, and when it passed the others. */
export function match(
  log: RunLog,
  parts: readonly Stretch[],
  { sets, range }: Heights,
  columns: readonly Column[],
  orders: readonly Order[],
): Match {
  const observed = parts[parts.length - 1].loss;
  const blur = Math.max(noiseOf(log.losses), BLUR * range);
  const measured = columns.flatMap((column) => {
    const value = atEnd(column.values);
    if (value === null) return [];
    const heights = sets.map(({ weights }) => column.of(weights));
    const width = column.blur * (Math.max(...heights) - Math.min(...heights));
    return [
      { ...column, value, heights, blur: Math.max(noiseOf(column.values.filter((v) => !Number.isNaN(v))), width) },
    ];
  });
  const weights = sets.map(({ used, height }, s) => {
    const prior =
      UNLIKELY + orders.filter((order) => startsWith(order.uses, used)).reduce((sum, o) => sum + o.probability, 0);
    // A column that fits no plateau, in other units perhaps, is evidence for none.
    const missOf = (column: (typeof measured)[number]) => Math.abs(column.value - column.heights[s]) / column.blur;
    const others = measured.reduce((sum, column) => sum + Math.min(missOf(column), FITS) ** 2, 0);
    return Math.log(prior) - (((observed - height) / blur) ** 2 + others) / 2;
  });
  const most = Math.max(...weights);
  const shares = weights.map((weight) => Math.exp(weight - most));
  const s = weights.indexOf(most);
  const set = sets[s];
  const path = orders.find(({ uses }) => startsWith(uses, set.used))?.uses.slice(0, set.used.length) ?? set.used;
  return {
    manifold: set.manifold,
    used: set.used,
    height: set.height,
    observed,
    confidence: 1 / shares.reduce((sum, share) => sum + share, 0),
    seen: passed(path, sets, parts),
    evidence: measured.map(({ name, value, heights, blur: width }) => ({
      column: name,
      measured: value,
      here: heights[s],
      atOptimum: heights[heights.length - 1],
      agrees: Math.abs(value - heights[s]) <= FITS * width,
    })),
  };
}

/** When the log fell half way from one plateau on the path to the next; uses without a plateau between them came together. */
function passed(path: readonly number[], sets: readonly KnownPlateau[], parts: readonly Stretch[]): Match['seen'] {
  let [before, from] = [sets[0].height, 0];
  return path.flatMap((_, i) => {
    const some = path.slice(0, i + 1);
    const here = sets.find(({ used }) => used.length === some.length && startsWith(some, used));
    if (here === undefined) return [];
    const level = (before + here.height) / 2;
    const step = fallsBelow(level, parts);
    const together = path.slice(from, i + 1);
    [before, from] = [here.height, i + 1];
    return step === null ? [] : together.map((use) => ({ use, step, level }));
  });
}

/** Whether an order begins with the uses of a set, in any order. */
const startsWith = (order: readonly number[], set: readonly number[]): boolean =>
  set.every((m) => order.slice(0, set.length).includes(m));
