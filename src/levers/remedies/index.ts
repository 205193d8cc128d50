/** The remedies that have a name: their keys, and what each is to a network of two branches. */
import { multiply } from '../../numerics/matrix.js';
import { solveSymmetric } from '../../numerics/pseudo-inverse.js';
import { InputError } from '../../problem/errors.js';
import { sigmaBlock, sigmaYBlock, type Problem } from '../../problem/problem.js';
import { aligned, blended, dropped, scaled } from '../moments.js';
import type { Heads } from '../plan.js';
import { whole, type BranchRates, type Rule } from '../rule.js';
import { agm } from './agm.js';
import { ogm, type Score } from './ogm.js';
import { alternate, freezeUntilLearned, reinitialize, speedRebalancing } from './turns.js';

/** What a remedy is told of the problem. */
export interface Situation {
  readonly problem: Problem;
  /** Position of the modality with the larger drive, and of the other. */
  readonly leader: number;
  readonly other: number;
  /** Drives `‖Σ_ym‖`. */
  readonly drives: readonly number[];
}

/** What a remedy changes; what is absent stays. */
export interface Change {
  readonly trained?: Problem;
  readonly rates?: readonly BranchRates[];
  readonly held?: { readonly modality: number; readonly until: number };
  readonly rule?: () => Rule;
  readonly heads?: Heads;
}

/** A key: a number in a range, choices (the first is the default), or the name of a modality. */
export type Key =
  | {
      readonly default: number | null;
      readonly atLeast?: number;
      readonly above?: number;
      readonly below?: number;
      readonly atMost?: number;
      readonly integer?: boolean;
    }
  | { readonly choices: readonly string[] }
  | { readonly modality: 'leader' | 'other' };

/** Values of keys; a modality by its position. */
export type Values = Readonly<Partial<Record<string, number | string>>>;

/** A remedy that can be computed. */
export interface Remedy {
  readonly keys: Readonly<Record<string, Key>>;
  readonly change: (values: Values, situation: Situation) => Change;
}

const number = (values: Values, key: string): number => Number(values[key]);
const weight = (value: number): Key => ({ default: value, atLeast: 0 });
const leader: Key = { modality: 'leader' };
const other: Key = { modality: 'other' };
const onlyOf = (modality: number, value: number, rest: number): number[] =>
  [0, 1].map((m) => (m === modality ? value : rest));

const modulation: Remedy = {
  keys: {
    alpha: { default: 0.3, above: 0 },
    layers: { choices: ['encoder', 'branch'] },
    score: { choices: ['likelihood', 'explained'] },
  },
  change: (values) => ({
    rule: () => ogm(number(values, 'alpha'), values['layers'] as 'encoder' | 'branch', values['score'] as Score),
  }),
};

/** What the joint loss leaves of a sum of weights of 1, for each of two branches. */
function shareOfRest(joint: number): number {
  if (joint <= 1) return (1 - joint) / 2;
  const message = 'leaves nothing of a sum of 1 for the unimodal losses: give leader=… and other=…';
  throw new InputError('usage', 'remedy gradient-blending: joint', joint, message);
}

/** By name. What they are in words stands in `../table.ts`. */
export const REMEDIES: Readonly<Record<string, Remedy>> = {
  ogm: modulation,
  'ogm-ge': modulation,
  agm: { keys: { alpha: { default: 1 } }, change: (values) => ({ rule: () => agm(number(values, 'alpha')) }) },
  'unimodal-losses': {
    keys: { weight: weight(1) },
    change: (values, { problem }) => {
      const a = number(values, 'weight');
      return { trained: blended(problem, 1, [a, a]) };
    },
  },
  'gradient-blending': {
    keys: {
      heads: { choices: ['shared', 'own'] },
      joint: { default: 1 / 3, above: 0 },
      // Unless told they share what the joint loss leaves of 1.
      leader: { default: null, atLeast: 0 },
      other: { default: null, atLeast: 0 },
    },
    change: (values, { problem, leader: led }) => {
      const joint = number(values, 'joint');
      const ofBranch = (key: string) => (values[key] === undefined ? shareOfRest(joint) : number(values, key));
      const unimodal = onlyOf(led, ofBranch('leader'), ofBranch('other'));
      return values['heads'] === 'shared'
        ? { trained: blended(problem, joint, unimodal) }
        : { heads: { kind: 'own', joint, unimodal, detached: false } };
    },
  },
  detached: { keys: {}, change: () => ({ heads: { kind: 'own', joint: 1, unimodal: [1, 1], detached: true } }) },
  alternate: {
    keys: { every: { default: 1, atLeast: 1, integer: true }, first: leader },
    change: (values) => ({ rule: () => alternate(number(values, 'every'), number(values, 'first')) }),
  },
  'unimodal-ensemble': { keys: {}, change: (_, { problem }) => ({ trained: blended(problem, 0, [1, 1]) }) },
  umt: {
    keys: { beta: { default: 10, above: 0 }, teaching: { default: null, atLeast: 1, integer: true } },
    change: (values) => {
      const steps = values['teaching'] === undefined ? null : number(values, 'teaching');
      return { heads: { kind: 'teachers', beta: number(values, 'beta'), steps } };
    },
  },
  'freeze-until': {
    keys: { steps: { default: Infinity, atLeast: 1, integer: true }, modality: leader },
    change: (values) => {
      const [modality, until] = [number(values, 'modality'), number(values, 'steps')];
      if (Number.isFinite(until)) return { held: { modality, until } };
      return { held: { modality, until: 0 }, rule: () => freezeUntilLearned(modality) };
    },
  },
  'equal-drives': {
    keys: { modality: leader },
    change: (values, { drives }) => {
      const m = number(values, 'modality');
      return { rates: onlyOf(m, drives[1 - m] / drives[m], 1).map(whole) };
    },
  },
  boost: {
    keys: { factor: { default: null, above: 0 }, modality: other },
    change: (values, { drives }) => {
      const m = number(values, 'modality');
      const factor = values['factor'] === undefined ? drives[1 - m] / drives[m] : number(values, 'factor');
      return { rates: onlyOf(m, factor, 1).map(whole) };
    },
  },
  'speed-rebalancing': {
    keys: { steps: { default: 5, atLeast: 1, integer: true }, epsilon: { default: 0.01, atLeast: 0 } },
    change: (values) => ({ rule: () => speedRebalancing(number(values, 'steps'), number(values, 'epsilon')) }),
  },
  alignment: {
    keys: { weight: weight(0.1) },
    change: (values, { problem }) => ({ trained: aligned(problem, number(values, 'weight')) }),
  },
  reinit: {
    keys: {
      at: { default: null, atLeast: 0, integer: true },
      share: { default: 0.5, above: 0, atMost: 1 },
      modality: leader,
    },
    change: (values) => {
      if (values['at'] === undefined) {
        throw new InputError('usage', 'remedy', 'reinit', 'needs at=N, the step in which the branch is set back');
      }
      const share = number(values, 'share');
      return { rule: () => reinitialize(number(values, 'modality'), share, number(values, 'at')) };
    },
  },
  dropout: {
    keys: { q: { default: 0.3, atLeast: 0, below: 1 }, scaling: { choices: ['inverted', 'none'] } },
    change: (values, { problem }) => {
      const q = number(values, 'q');
      return { trained: dropped(problem, [q, q], values['scaling'] === 'inverted' ? 'inverted' : 'none') };
    },
  },
  opm: {
    keys: { q: { default: 0.3, atLeast: 0, below: 1 }, alpha: { default: 0.3, atLeast: 0 } },
    change: (values, situation) => ({ trained: opm(situation, number(values, 'q'), number(values, 'alpha')) }),
  },
};

/**
 * On-the-fly prediction modulation: the leader alone is dropped, with `q = q₀ (1 + α tanh(ρ − 1))`, and what is left of either
 * divided by `1 − q/2`. ρ is that of the leader's plateau: before, the drives know no q but this common factor.
 */
function opm({ problem, leader: led }: Situation, q0: number, alpha: number): Problem {
  const drive = sigmaYBlock(problem, led);
  const explained = multiply(drive, {
    ...drive,
    rows: drive.cols,
    cols: 1,
    data: solveSymmetric(sigmaBlock(problem, led, led), drive.data),
  }).data[0];
  const ratio = Math.exp(explained / (2 * (problem.ySquared ?? Infinity)));
  const q = Math.min(0.99, q0 * (1 + alpha * Math.tanh(ratio - 1)));
  return scaled(
    dropped(problem, onlyOf(led, q, 0), 'none'),
    [0, 1].map(() => 1 / (1 - q / 2)),
  );
}
