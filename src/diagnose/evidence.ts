/** What the end of a log says of the modalities in use: its loss, and whatever else was measured, beside the known plateaus. */
import { InputError } from '../problem/errors.js';
import { offsets, sigmaBlock, type Problem } from '../problem/problem.js';
import { multiply, transpose, type Matrix } from '../numerics/matrix.js';
import { fittedSets, lossAt } from '../predict/facts.js';
import { partOf } from '../problem/use.js';
import { atEnd, fallsBelow, noiseOf, type RunLog, type Stretch } from './run-log.js';

/** An order in which starts come to use the modalities. */
export interface Order {
  readonly modalities: readonly number[];
  readonly probability: number;
}

/** A plateau, and what the columns of a log have there. */
interface KnownPlateau {
  readonly manifold: string;
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
  readonly seen: readonly { readonly modality: number; readonly step: number; readonly level: number }[];
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
  const sets = fittedSets(problem, order, global).map(({ manifold, used, weights }) => ({
    manifold,
    used,
    weights,
    height: lossAt(problem, weights) ?? NaN,
  }));
  return { sets, range: sets[0].height - sets[sets.length - 1].height };
}

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
      UNLIKELY +
      orders.filter(({ modalities }) => startsWith(modalities, used)).reduce((sum, o) => sum + o.probability, 0);
    // A column that fits no plateau, in other units perhaps, is evidence for none.
    const missOf = (column: (typeof measured)[number]) => Math.abs(column.value - column.heights[s]) / column.blur;
    const others = measured.reduce((sum, column) => sum + Math.min(missOf(column), FITS) ** 2, 0);
    return Math.log(prior) - (((observed - height) / blur) ** 2 + others) / 2;
  });
  const most = Math.max(...weights);
  const shares = weights.map((weight) => Math.exp(weight - most));
  const s = weights.indexOf(most);
  const set = sets[s];
  const path =
    orders.find(({ modalities }) => startsWith(modalities, set.used))?.modalities.slice(0, set.used.length) ?? set.used;
  const heightOf = (some: readonly number[]) =>
    sets.find(({ used }) => used.length === some.length && startsWith(some, used))?.height ?? NaN;
  const seen = path.flatMap((modality, i) => {
    const level = (heightOf(path.slice(0, i)) + heightOf(path.slice(0, i + 1))) / 2;
    const step = fallsBelow(level, parts);
    return step === null ? [] : [{ modality, step, level }];
  });
  return {
    manifold: set.manifold,
    used: set.used,
    height: set.height,
    observed,
    confidence: 1 / shares.reduce((sum, share) => sum + share, 0),
    seen,
    evidence: measured.map(({ name, value, heights, blur: width }) => ({
      column: name,
      measured: value,
      here: heights[s],
      atOptimum: heights[heights.length - 1],
      agrees: Math.abs(value - heights[s]) <= FITS * width,
    })),
  };
}

/** Whether an order begins with the modalities of a set, in any order. */
const startsWith = (order: readonly number[], set: readonly number[]): boolean =>
  set.every((m) => order.slice(0, set.length).includes(m));
