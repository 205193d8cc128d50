/** A network under levers: its start, and its model. */
import { norm, type Matrix } from '../numerics/matrix.js';
import { randomSource, unitVector } from '../numerics/random.js';
import { unimodalWeights } from '../levers/end-points.js';
import { blended } from '../levers/moments.js';
import { TEACHING, type Heads, type Plan } from '../levers/plan.js';
import { signalsOf } from '../levers/signals.js';
import { InputError } from '../problem/errors.js';
import { offsets } from '../problem/problem.js';
import type { Start } from '../problem/start.js';
import { usesAt } from '../problem/use.js';
import type { Weights } from '../problem/weights.js';
import { fastStepper } from './fast-stepper.js';
import { begin } from './descend.js';
import { outputGauge } from './gauge.js';
import { featuresOf, ownHeadsObjective, teachedBy, withOwnHeads } from './heads.js';
import { linearModel, type Choose, type Model } from './model.js';
import { meanSquare, squareLoss, type Objective } from './objective.js';
import { rankOneChain, startWeights, type StartContext } from './start.js';
import { plainStepper, type AddGradient, type Stepper } from './stepper.js';
import { isPlainDescent } from './training.js';

/** The starting weights under a plan; `context.problem` is the data. */
export function leveredStart(start: Start, plan: Plan, context: Omit<StartContext, 'inits'>): Weights {
  const { inits, trainedStart, heads } = plan;
  if (start.kind === 'given' && inits.some((init) => init !== null)) {
    throw new InputError('usage', 'initOf', inits, 'cannot go with given weights');
  }
  const drawn = startWeights(start, { ...context, inits });
  const weights = trainedStart.includes(true) ? withTrainedBranches(drawn, plan, context.seed) : drawn;
  if (heads?.kind !== 'own') return weights;
  if (start.kind === 'given' || start.kind === 'balanced') {
    throw new InputError('unsupported', 'start', start.kind, 'heads of the branches’ own are of random starts');
  }
  return withOwnHeads(weights, startWeights(start, { ...context, seed: otherSeed(context.seed), inits }));
}

/** Another stream than that of the weights, which take the seed itself. */
export const otherSeed = (seed: number): number => (seed ^ 0x5bd1e995) >>> 0;

/** Branches that start trained, alone: at the unimodal solution, balanced and of rank one. */
function withTrainedBranches({ branches, shared }: Weights, plan: Plan, seed: number): Weights {
  const source = randomSource(otherSeed(seed));
  const alone = unimodalWeights(plan.trained).data;
  const at = offsets(plan.trained);
  const trained = branches.map((layers, m): readonly Matrix[] => {
    const w = alone.subarray(at[m], at[m + 1]);
    if (!plan.trainedStart[m] || norm(w) === 0) return layers;
    const hidden = layers.slice(0, -1).map(({ rows }) => unitVector(source, rows));
    const directions = [w.map((value) => value / norm(w)), ...hidden, Float64Array.of(1)];
    return rankOneChain(directions, norm(w) ** (1 / layers.length));
  });
  return { branches: trained, shared };
}

/** How a plan is carried out. */
export interface Carrying {
  readonly learningRate: number;
  readonly engine: 'fast' | 'plain';
  /** Steps that plain training, by which teachers are trained, may take. */
  readonly maxSteps: number;
  /** Where it is not that of the plan's moments. */
  readonly objective: Objective | null;
  /** The start of teachers. */
  readonly another: () => Weights;
}

/** The model of a network that starts from `weights`. Its loss is that of the data, whatever it is trained on. */
export function leveredModel(weights: Weights, plan: Plan, how: Carrying): Model {
  const { heads, measured, trained } = plan;
  const teachers = heads?.kind === 'teachers' ? teachersOf(weights, plan, heads, how) : undefined;
  const stepper = stepperOf(weights, plan, how, teachers);
  const objective = how.objective ?? (heads?.kind === 'own' ? ownHeadsObjective(trained, heads) : meanSquare(trained));
  const loss = (totals: readonly Float64Array[]) => squareLoss(measured, totals);
  const model = linearModel(stepper, { ...objective, loss }, chooser(plan));
  const C = measured.outputs.length;
  // Of further outputs nobody is to know.
  const totals = model.totals.map((total, m) => total.subarray(0, C * measured.modalities[m].dim));
  return { ...model, totals };
}

function stepperOf(
  weights: Weights,
  plan: Plan,
  { learningRate, engine }: Pick<Carrying, 'learningRate' | 'engine'>,
  add?: AddGradient,
): Stepper {
  const { heads } = plan;
  const training = { ...plan, learningRate, ...(heads?.kind === 'own' && heads.detached ? { detached: 0 } : {}) };
  const isFast = engine === 'fast' && add === undefined && isPlainDescent(plan);
  return isFast ? fastStepper(weights, training) : plainStepper(weights, training, add);
}

/** Teachers, trained alone from another start, and what they teach. */
function teachersOf(
  weights: Weights,
  plan: Plan,
  { beta, steps }: Extract<Heads, { kind: 'teachers' }>,
  how: Carrying,
): AddGradient {
  const { measured, trained } = plan;
  const teaching = steps ?? Math.ceil(TEACHING * lastUse(weights, plan, how));
  const stepper = stepperOf(how.another(), plan, how);
  const model = linearModel(stepper, meanSquare(blended(trained, 0, [1, 1])));
  for (let step = 0; step < teaching; step++) {
    model.refresh();
    model.step();
  }
  model.refresh();
  return teachedBy(featuresOf(model.weights()), measured, beta);
}

/** When the last of what comes into use does without teachers. */
function lastUse(weights: Weights, plan: Plan, how: Carrying): number {
  const { measured, trained } = plan;
  const { learningRate, maxSteps } = how;
  const settings = { learningRate, maxSteps, levels: usesAt(measured), thinning: { maxRecords: 1 } };
  const model = linearModel(stepperOf(weights, plan, how), meanSquare(trained));
  const run = begin(model, settings, { gauge: outputGauge(measured) });
  run.advance(() => true);
  const { events, complete } = run.conclude();
  if (complete) return Math.max(...events.map(({ time }) => time ?? 0));
  const message = `needs teaching=N, the steps of its teachers: plain training does not use both within ${maxSteps}`;
  throw new InputError('usage', 'remedy', 'umt', message);
}

/** A remedy that looks at the network before every step. */
function chooser({ rule, measured }: Plan): Choose | undefined {
  if (rule === null) return undefined;
  const next = rule();
  const signals = signalsOf(measured);
  const weights = new Float64Array(measured.sigma.rows);
  const at = offsets(measured);
  let step = 0;
  return (totals, speed) => {
    totals.forEach((total, m) => {
      weights.set(total.subarray(0, at[m + 1] - at[m]), at[m]);
    });
    return next({ step: step++, ...signals(weights), speed });
  };
}
