/** What levers make of a training: the border behind which they are plain data. */
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import { areNumbers } from '../problem/check-problem.js';
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Matrix } from '../numerics/matrix.js';
import { finalWeights } from '../problem/use.js';
import { endWithHeld, stacked, unimodalWeights } from './end-points.js';
import { LEVER_FIELDS, type ByName, type Levers } from './levers.js';
import { blended, dropped, noisy, scaled } from './moments.js';
import { requireName } from './names.js';
import { parseRemedy } from './parse-remedy.js';
import { type Change } from './remedies/index.js';
import { whole, type BranchRates, type Rule } from './rule.js';
import { driveNorms } from '../problem/problem.js';

/** Parts that a remedy adds to a network of two branches and late fusion. */
export type Heads =
  /** A head a branch for its unimodal loss; `detached`: encoders learn from these alone. */
  | {
      /** Heads of its own. */
      readonly kind: 'own';
      /** Weight of the joint loss. */
      readonly joint: number;
      /** Weight of each unimodal loss. */
      readonly unimodal: readonly number[];
      /** Whether encoders do not see the joint loss. */
      readonly detached: boolean;
    }
  /** Unimodal teachers, whose features the branches regress on: `β` times the mean square over features. */
  | {
      /** Teachers. */
      readonly kind: 'teachers';
      /** Weight of the regression. */
      readonly beta: number;
      /** Steps that teachers are trained for; `null` for `TEACHING` times those of plain training to all uses. */
      readonly steps: number | null;
    };

/** Teachers are trained as long as plain training takes to use both, and half as long again. */
export const TEACHING = 1.5;

/** What a training with levers is. */
export interface Plan {
  /** Factors on the inputs of each modality, unseen ones too. */
  readonly scale: readonly number[];
  /** The moments that use is measured with. */
  readonly measured: Problem;
  /** The moments that gradients see. */
  readonly trained: Problem;
  /** The weights that it converges to, of a detached head those where it rests for long, `C × D`; `null` where only the way tells. */
  readonly end: Matrix | null;
  /** Whether use is half of its own end, or of that of plain training. */
  readonly level: 'own' | 'plain';
  /** Factors on the learning rate, a branch each. */
  readonly rates: readonly BranchRates[];
  /** Factors for the layers behind the fusion. */
  readonly sharedRates: BranchRates;
  /** u₀ of a branch, where it is not that of the others. */
  readonly inits: readonly (number | null)[];
  /** First step in which a branch is updated; `Infinity` for never. */
  readonly heldUntil: readonly number[];
  /** Branches that start at their unimodal solutions. */
  readonly trainedStart: readonly boolean[];
  /** Heavy-ball momentum β, 0 for none. */
  readonly momentum: number;
  /** λ, 0 for none. */
  readonly weightDecay: number;
  /** PyTorch's. */
  readonly optimizer: 'sgd' | 'adam' | 'adamw';
  /** A remedy that looks at the network before every step; a fresh one for each run. */
  readonly rule: (() => Rule) | null;
  /** Parts that are added to the network. */
  readonly heads: Heads | null;
}

/**
 * What the levers make of training on a problem.
 *
 * @param learningRate - η, of branches that have none of their own
 * @throws InputError `usage` for unknown fields, modalities, remedies and keys, and levers that contradict each other;
 * `number` for values out of range; `unsupported` for remedies on problems they are not defined on.
 */
export function planOf(problem: Problem, levers: Levers, learningRate: number): Plan {
  requireShapes(levers);
  const names = problem.modalities.map(({ name }) => name);
  const { dropoutScaling = 'none', level = 'own', optimizer = 'sgd', momentum = 0, weightDecay = 0 } = levers;
  requireName('level', 'level', level, ['own', 'plain']);
  requireName('optimizer', 'optimizer', optimizer, ['sgd', 'adam', 'adamw']);
  requireName('dropoutScaling', 'scaling of dropout', dropoutScaling, ['none', 'inverted']);
  const factors = byModality('scale', levers.scale, names, 1, {});
  if (factors.includes(0)) throw new InputError('number', 'scale', 0, 'must not be 0: leave the modality out instead');
  const measured = levers.scale === undefined ? problem : scaled(problem, factors);
  if (!areNumbers(measured)) {
    throw new InputError('number', 'scale', levers.scale, 'takes mean squares of inputs out of the range of numbers');
  }
  const [trained, change] = trainedOn(measured, levers, names);
  const trainedStart = names.map((name) => (levers.trainedStart ?? []).includes(name));
  for (const name of levers.trainedStart ?? []) requireName('trainedStart', 'modality', name, names);
  if (trainedStart.includes(true) && problem.outputs.length > 1) {
    throw new InputError('unsupported', 'trainedStart', levers.trainedStart, 'is of one output');
  }
  const heldUntil = heldFrom(levers, change, names);
  const rates = ratesFrom(levers, change, names, learningRate);
  const { encoder = 1, head = 1 } = levers.layerLr ?? {};
  requireNumber('layerLr.encoder', encoder, { above: 0 });
  requireNumber('layerLr.head', head, { above: 0 });
  const plan = {
    scale: factors,
    measured,
    trained,
    level,
    rates: rates.map((rate) => ({ encoder: rate.encoder * encoder, head: rate.head * head })),
    sharedRates: { encoder, head },
    inits: byModality('initOf', levers.initOf, names, null, { above: 0 }),
    heldUntil,
    trainedStart,
    momentum: requireNumber('momentum', momentum, { atLeast: 0, below: 1 }),
    weightDecay: requireNumber('weightDecay', weightDecay, { atLeast: 0 }),
    optimizer,
    rule: change.rule ?? null,
    heads: change.heads ?? null,
  };
  refuseContradictions(plan, levers);
  return { ...plan, end: endOf(plan) };
}

/** Fields that are numbers by the names of modalities, or of parts. */
const BY_NAME = ['scale', 'noise', 'dropout', 'lrOf', 'initOf', 'freeze', 'layerLr'] as const;

/** @throws InputError `usage` for what a caller without types may get wrong. */
export function requireShapes(levers: Levers): void {
  const wrong = (field: string, value: unknown, what: string) =>
    new InputError('usage', field, value, `must be ${what}, but is ${show(value)}`);
  if (!isObject(levers)) throw wrong('levers', levers, 'an object');
  for (const key of Object.keys(levers)) requireName('levers', 'lever', key, LEVER_FIELDS);
  for (const field of BY_NAME) {
    const value: unknown = levers[field];
    if (value !== undefined && !isObject(value)) throw wrong(field, value, 'an object, a number a name');
  }
  for (const part of Object.keys(levers.layerLr ?? {})) requireName('layerLr', 'part', part, ['encoder', 'head']);
  const { aux, trainedStart, remedy } = levers as Readonly<Record<string, unknown>>;
  if (aux !== undefined && typeof aux !== 'number' && !isObject(aux))
    throw wrong('aux', aux, 'a number, or numbers by name');
  if (trainedStart !== undefined && !Array.isArray(trainedStart))
    throw wrong('trainedStart', trainedStart, 'an array of names');
  if (remedy !== undefined && typeof remedy !== 'string')
    throw wrong('remedy', remedy, 'a text: name, or name:key=value,…');
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The levers that change moments, in the order in which they compose: dropout and noise of the inputs, then the objective. */
function trainedOn(measured: Problem, levers: Levers, names: readonly string[]): [Problem, Change] {
  const q = byModality('dropout', levers.dropout, names, 0, { atLeast: 0, below: 1 });
  if (levers.dropoutScaling !== undefined && levers.dropout === undefined) {
    throw new InputError('usage', 'dropoutScaling', levers.dropoutScaling, 'goes with dropout');
  }
  const noise = byModality('noise', levers.noise, names, 0, { atLeast: 0 });
  let trained = levers.noise === undefined ? measured : noisy(measured, noise);
  if (levers.dropout !== undefined) trained = dropped(trained, q, levers.dropoutScaling ?? 'none');
  if (levers.aux !== undefined) {
    const aux =
      typeof levers.aux === 'number'
        ? names.map(() => requireNumber('aux', levers.aux, { atLeast: 0 }))
        : byModality('aux', levers.aux, names, 0, { atLeast: 0 });
    trained = blended(trained, 1, aux);
  }
  if (levers.remedy === undefined) return [trained, {}];
  if (names.length !== 2 || measured.outputs.length !== 1) {
    const message = 'remedies are of two modalities and one output; levers that change moments are of any';
    throw new InputError('unsupported', 'remedy', levers.remedy, message);
  }
  const drives = driveNorms(trained);
  const leader = drives[1] > drives[0] ? 1 : 0;
  const { remedy, values } = parseRemedy(levers.remedy, { problem: trained, leader, other: 1 - leader, drives });
  const change = remedy.change(values, { problem: trained, leader, other: 1 - leader, drives });
  if (change.rule !== undefined && measured.ySquared === null) {
    throw new InputError('usage', 'remedy', levers.remedy, 'needs ⟨y²⟩: give ySquared with the correlations');
  }
  return [change.trained ?? trained, change];
}

function heldFrom({ freeze }: Levers, { held }: Change, names: readonly string[]): number[] {
  const steps = names.map((name) => freeze?.[name] ?? 0);
  for (const name of Object.keys(freeze ?? {})) requireName('freeze', 'modality', name, names);
  for (const value of steps) {
    if (value !== Infinity) requireInteger('freeze', value, 0, Number.MAX_SAFE_INTEGER, 'number');
  }
  if (held !== undefined) {
    if (freeze !== undefined) throw new InputError('usage', 'freeze', freeze, 'cannot go with a remedy that freezes');
    steps[held.modality] = held.until;
  }
  return steps;
}

function ratesFrom({ lrOf }: Levers, { rates }: Change, names: readonly string[], learningRate: number): BranchRates[] {
  const own = byModality('lrOf', lrOf, names, null, { above: 0 });
  if (rates === undefined) return own.map((rate) => whole(rate === null ? 1 : rate / learningRate));
  if (lrOf !== undefined) throw new InputError('usage', 'lrOf', lrOf, 'cannot go with a remedy that sets a rate');
  return [...rates];
}

function byModality<T extends number | null>(
  field: string,
  given: ByName | undefined,
  names: readonly string[],
  otherwise: T,
  range: Parameters<typeof requireNumber>[2],
): (number | T)[] {
  for (const name of Object.keys(given ?? {})) requireName(field, 'modality', name, names);
  return names.map((name) => {
    const value = given?.[name];
    return value === undefined ? otherwise : requireNumber(`${field} ${name}`, value, range);
  });
}

type Endless = Omit<Plan, 'end'>;

function refuseContradictions(plan: Endless, { remedy, aux, freeze, trainedStart }: Levers): void {
  const { heldUntil, optimizer, momentum } = plan;
  const refuse = (field: string, value: unknown, message: string) => {
    throw new InputError('usage', field, value, message);
  };
  if (heldUntil.every((steps) => steps === Infinity))
    refuse('freeze', freeze, 'of every branch leaves nothing to train');
  if (plan.trainedStart.every(Boolean))
    refuse('trainedStart', trainedStart, 'of every branch leaves nothing to wait for');
  if (optimizer !== 'sgd' && momentum > 0) refuse('momentum', momentum, 'goes with sgd; Adam has its own');
  if (optimizer !== 'sgd' && (plan.rule ?? plan.heads) !== null) {
    refuse('optimizer', optimizer, `cannot go with remedy ${remedy ?? ''}: a factor on a gradient is void under Adam`);
  }
  if (optimizer !== 'sgd' && plan.trainedStart.includes(true)) {
    refuse('trainedStart', trainedStart, 'cannot go with Adam here');
  }
  if (plan.heads !== null && aux !== undefined) refuse('aux', aux, 'cannot go with a remedy that has heads of its own');
}

/** @throws InputError `usage` for levers that a network does not allow. */
export function requireLevers(levers: Levers, { depthA, depthB, depthShared }: Network): void {
  const early = depthA === 1 && depthB === 1;
  if (levers.aux !== undefined && early) {
    throw new InputError(
      'usage',
      'aux',
      levers.aux,
      'needs branches: under early fusion there are no unimodal outputs',
    );
  }
  if (levers.remedy !== undefined && depthShared > 0) {
    const message = 'remedies are of late fusion; ask for it (fusionLayer = depth)';
    throw new InputError('usage', 'remedy', levers.remedy, message);
  }
  if (levers.trainedStart !== undefined && depthShared > 0) {
    throw new InputError('usage', 'trainedStart', levers.trainedStart, 'is of late fusion');
  }
}

/** Where training ends: at a minimum of its objective, with what is held for ever where it starts; `detached` where it rests. */
function endOf({ trained, weightDecay, optimizer, heads, heldUntil, trainedStart }: Endless): Matrix | null {
  if (weightDecay > 0 && optimizer !== 'adamw') return null;
  if (heads?.kind === 'own' && heads.detached) return stacked(trained);
  const held = heldUntil.map((steps) => steps === Infinity);
  if (!held.includes(true)) return finalWeights(trained);
  return endWithHeld(trained, held, trainedStart, unimodalWeights(trained));
}
