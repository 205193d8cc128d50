/** The theory made wrong on its own side of the border: an entry of the catalogue, or what one of its functions says. */
import { vi } from 'vitest';
import { catalogue, type Formula } from '../../../formulas/index.js';
import * as training from '../../../formulas/training.js';
import type { Result } from '../../../formulas/formula.js';
import * as programs from '../../../src/check/harness/other-programs.js';
import * as statements from '../../../src/check/harness/stated.js';
import * as plans from '../../../src/levers/plan.js';
import { addMatrices, type Matrix } from '../../../src/numerics/matrix.js';
import * as closedForms from '../../../src/predict/closed/closed-form.js';
import * as miniBatches from '../../../src/predict/closed/mini-batches.js';
import * as prediction from '../../../src/predict/predict.js';
import * as quantities from '../../../src/predict/source/quantities.js';
import * as random from '../../../src/predict/source/random-times.js';
import * as source from '../../../src/predict/source/theory.js';
import * as trajectory from '../../../src/predict/source/trajectory.js';
import * as unseen from '../../../src/predict/starts/unseen.js';
import { remembering } from './remembered.js';

/** How a number is wrong; `size` is by how much, as a share. */
export const KINDS = {
  factor: (x: number, size: number) => (1 + size) * x,
  'factor below 1': (x: number, size: number) => (1 - size) * x,
  exponent: (x: number, size: number) => Math.sign(x) * Math.abs(x) ** (1 + size),
  sign: (x: number) => -x,
};
export type Kind = keyof typeof KINDS;
type Change = (x: number) => number;

/** An entry of the catalogue; of a difference of two terms, which any factor leaves 0, the matrix in the one that is wrong. */
export interface WrongEntry {
  readonly formula: string;
  readonly term?: string;
}
/**
 * What a function of the theory says: a field of it, at any depth, all of it where none is named; `asked` about one thing only,
 * its first argument, or about any.
 */
export interface WrongField {
  readonly of: keyof typeof FUNCTIONS;
  readonly field?: string;
  readonly asked?: string;
}
/** A warning of `predict` that is said where there is none, and not said where there is. */
export interface WrongWarning {
  readonly warning: string;
}
/** What of the theory is wrong, in all of these ways unless some of them would change nothing. */
export type Wrong = (WrongEntry | WrongField | WrongWarning) & {
  readonly kinds?: readonly Kind[];
  /** By how much at least, where what a claim compares does not tell; a tenth unless given. */
  readonly from?: number;
  /** Seen at the claim's full size only. */
  readonly full?: true;
};

const FUNCTIONS = {
  batchEffect: miniBatches,
  closedFormTimes: closedForms,
  planOf: plans,
  predict: prediction,
  randomTimes: random,
  runsOf: programs,
  signShare: training,
  reducedTrajectory: trajectory,
  sourceQuantities: quantities,
  sourceTheory: source,
  stated: statements,
  unseenAlong: unseen,
} as const;

export const nameOf = (wrong: Wrong): string => {
  if ('warning' in wrong) return `warning ${wrong.warning}`;
  if ('of' in wrong) return [wrong.of, wrong.asked, wrong.field].filter((part) => part !== undefined).join(', ');
  return wrong.term === undefined ? wrong.formula : `${wrong.formula}, term of ${wrong.term}`;
};

const functionsIn = (wrong: Wrong): readonly (keyof typeof FUNCTIONS)[] =>
  'warning' in wrong ? ['predict'] : 'of' in wrong ? [wrong.of] : [];

/** Functions that will be made wrong: what they say now is put into `known`. */
export function rememberSaid(wrongs: readonly Wrong[], known: Map<string, unknown>): void {
  for (const name of new Set(wrongs.flatMap(functionsIn))) {
    const said = remembering(homeOf(name), name, known);
    vi.spyOn(homeOf(name), name).mockImplementation(said);
  }
}

type Home = Readonly<Record<string, (...args: unknown[]) => unknown>>;
const homeOf = (name: keyof typeof FUNCTIONS): Home => FUNCTIONS[name] as unknown as Home;

/** Makes the theory wrong until mocks are restored; functions as they are say the same as `known` has of them. */
export function makeWrong(wrong: Wrong, kind: Kind, size: number, known: Map<string, unknown>): void {
  const change: Change = (x) => KINDS[kind](x, size);
  if ('warning' in wrong) spoilWarning(wrong, known);
  else if ('of' in wrong) spoilField(wrong, change, known);
  else spoilEntry(wrong, kind, change);
}

function spoilWarning({ warning }: WrongWarning, known: Map<string, unknown>): void {
  const right = remembering(prediction, 'predict', known);
  vi.spyOn(prediction, 'predict').mockImplementation((...args) => {
    const said = right(...args);
    const without = said.warnings.filter(({ code }) => code !== warning);
    const isSaid = without.length < said.warnings.length;
    return { ...said, warnings: isSaid ? without : [...without, { code: warning, message: '' }] };
  });
}

function spoilField({ of: name, field, asked }: WrongField, change: Change, known: Map<string, unknown>): void {
  const right = remembering(homeOf(name), name, known);
  vi.spyOn(homeOf(name), name).mockImplementation((...args) => {
    const said = right(...args);
    if (asked !== undefined && args[0] !== asked) return said;
    return field === undefined ? changed(said, change) : withField(said, field, change);
  });
}

function spoilEntry({ formula, term }: WrongEntry, kind: Kind, change: Change): void {
  const entry = catalogue.find(({ id }) => id === formula);
  if (!entry) throw new Error(`there is no formula ${formula}`);
  const right = entry.evaluate.bind(entry);
  vi.spyOn(entry, 'evaluate').mockImplementation((values) =>
    term === undefined
      ? (changed(right(values), change) as Result)
      : withTerm(kind, change, right, values as Record<string, Matrix>, term),
  );
}

/** Every number changed, every condition the other way round. */
function changed(value: unknown, change: Change): unknown {
  if (typeof value === 'number') return change(value);
  if (typeof value === 'boolean') return !value;
  if (value instanceof Float64Array) return value.map(change);
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value !== 'object' || value === null) return value;
  if ('data' in value) return { ...value, data: changed(value.data, change) };
  return mapped(value, (inner) => changed(inner, change));
}

/** The same for the fields of one name only. */
function withField(value: unknown, field: string, change: Change): unknown {
  if (Array.isArray(value)) return value.map((each) => withField(each, field, change));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return mapped(value, (inner, key) => (key === field ? changed(inner, change) : withField(inner, field, change)));
}

const mapped = (value: object, of: (inner: unknown, key: string) => unknown): object =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of(inner, key)]));

/** A difference of two terms of which one is wrong. */
function withTerm(
  kind: Kind,
  change: Change,
  right: Formula['evaluate'],
  values: Record<string, Matrix>,
  term: string,
): Result {
  const at = (by: Change) => right({ ...values, [term]: changed(values[term], by) as Matrix }) as Matrix;
  if (kind !== 'sign') return at(change);
  // −(first) − (second) = (first − second) − 2 (first), where the first is what is missing without its own matrix.
  const without = at(() => 0);
  return addMatrices(without, -1, addMatrices(right(values) as Matrix, -1, without));
}
