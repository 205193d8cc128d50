/** Fig 6, four layers with every fusion layer: the source's closed forms, and for comparison the finite-width prediction. */
import { problemOf } from '../problem/two-modalities.js';
import { randomTimes, type RandomTimes } from '../predict/source/random-times.js';
import { sourceTheory } from '../predict/source/theory.js';
import { toyCorrelations } from '../problem/from-numbers.js';
import type { Simulation } from '../simulate/index.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import { SWEEP } from './grammar/palette.js';
import { sweepPanel, thinned, type Sweep } from './grammar/panels.js';
import {
  bothTimes,
  forSteps,
  fusionLabel,
  grid,
  markOf,
  RATE,
  seedsPhrase,
  timeRatio,
  untilLearned,
  WIDTH,
} from './protocol.js';
import type { Axis, Mark, Panel, FigureRow } from './grammar/spec.js';
import { asCurves, expectedCurves, simulatedCurves } from './theory.js';

const DEPTH = 4;
const U_0 = 0.1;
const LAYERS = [4, 3, 2, 1] as const;
const END = 9000;

/** A point of a sweep. */
interface Setting {
  readonly ratio: number;
  readonly rho: number;
  readonly initScale: number;
}

/** One of the three sweeps of Fig 6. */
interface SweepPlan {
  readonly id: string;
  readonly title: string;
  readonly axis: Axis;
  /** Axes of the time ratio and of t_A. */
  readonly ratio: Pick<Axis, 'domain' | 'ticks'>;
  readonly first: Pick<Axis, 'domain' | 'ticks'>;
  /** What is varied, for the simulations and for the lines. */
  readonly points: (quick: boolean) => readonly number[];
  readonly line: readonly number[];
  readonly setting: (x: number) => Setting;
}

const PLANS: readonly SweepPlan[] = [
  {
    id: 'b',
    title: 'correlation',
    axis: { label: 'correlation coefficient ρ', domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] },
    ratio: { domain: [0.9, 30], ticks: [1, 2, 5, 10, 20] },
    first: { domain: [600, 4000], ticks: [700, 1000, 2000, 3000] },
    points: (quick) => (quick ? [0, 0.45] : grid(-0.9, 0.9, 9)),
    // −½ is left out: Σ_yB vanishes there.
    line: grid(-0.92, 0.92, 47).filter((rho) => Math.abs(rho + 0.5) > 0.01),
    setting: (rho) => ({ ratio: 2, rho, initScale: U_0 }),
  },
  {
    id: 'c',
    title: 'variance ratio',
    axis: { label: 'σ_A/σ_B', domain: [1.1, 2.9] },
    ratio: { domain: [0.9, 10], ticks: [1, 2, 3, 5, 10] },
    first: { domain: [500, 7000], ticks: [500, 1000, 2000, 5000] },
    points: (quick) => (quick ? [1.5, 2.8] : grid(1.2, 2.8, 9)),
    line: grid(1.15, 2.85, 35),
    setting: (ratio) => ({ ratio, rho: 0, initScale: U_0 }),
  },
  {
    id: 'd',
    title: 'initialization scale',
    axis: { label: 'initialization scale u_0', domain: [0.02, 0.19] },
    ratio: { domain: [0.9, 5], ticks: [1, 2, 3, 4, 5] },
    first: { domain: [300, 30_000], ticks: [300, 1000, 3000, 10_000, 30_000] },
    points: (quick) => (quick ? [0.12, 0.18] : grid(0.03, 0.18, 6)),
    line: grid(0.025, 0.185, 33),
    setting: (initScale) => ({ ratio: 2, rho: 0, initScale }),
  },
];

const data = ({ ratio, rho }: Setting) => toyCorrelations({ stdA: ratio, stdB: 1, rho });
const networkOf = (fusionLayer: number) => ({ depth: DEPTH, fusionLayer });

const sourceTimesAt = (setting: Setting, fusionLayer: number) =>
  sourceTheory(data(setting), { network: networkOf(fusionLayer), initScale: setting.initScale, learningRate: RATE })
    .closedForm;

/** Simulations of one sweep: by fusion layer, then by point. */
type Runs = readonly (readonly (readonly Simulation[])[])[];

/** Shared by Fig 6 and the finite-width figure. */
function simulated(context: FigureContext, plan: SweepPlan, seeds: readonly number[]): Promise<Runs> {
  return context.once(`deep sweep ${plan.id}`, async () => {
    const points = plan.points(context.quick);
    const jobs = LAYERS.flatMap((fusionLayer) =>
      points.map((x) => {
        const setting = plan.setting(x);
        return untilLearned(data(setting), networkOf(fusionLayer), { kind: 'gaussian', initScale: setting.initScale });
      }),
    );
    const runs = await context.simulate(jobs, seeds);
    return LAYERS.map((_, l) => runs.slice(l * points.length, (l + 1) * points.length));
  });
}

const seedsOf = (context: FigureContext) => context.seeds(5, 1);

const PROTOCOL = (seeds: readonly number[]) =>
  `Four layers, width 100, y = x_A + x_B, σ_B = 1, σ_A/σ_B = 2, ρ = 0, u_0 = 0.1 unless varied, η = 0.04; pre-fusion layers start at norm u_0, post-fusion layers at √2 u_0 (entries of standard deviation u_0/√entries). Marks: full-matrix gradient descent on exact correlations (the source: 8192 samples), mean ± standard deviation of ${seedsPhrase(seeds)}.`;

/** Fig 6. */
export const figure6: FigureEntry = {
  id: '6',
  title: 'Duration of the unimodal phase in four layers, by fusion layer: leading order',
  async make(context, wants) {
    const seeds = seedsOf(context);
    const panels: Panel[] = wants('a') ? [await trajectories(context)] : [];
    for (const plan of PLANS.filter(({ id }) => wants(id))) {
      const runs = await simulated(context, plan, seeds);
      panels.push(ratioPanel(context, plan, runs, (at, layer) => sourceTimesAt(at, layer).timeRatio));
    }
    return {
      caption: `${PROTOCOL(seeds)} a: Σ = diag(4, 1), one run (seed 1); lines are the rank-one flow from the effective start of random weights. b–d: lines are Eq 12 and 57, the leading order of balanced weights. Random weights are not balanced: their marks for L_f = 2 and 3 are off the lines. The figure finite-width has a prediction that is made for random weights.`,
      panels,
    };
  },
};

/** Our figure: the prediction for random weights, with its spread, over the same sweeps. */
export const finiteWidth: FigureEntry = {
  id: 'finite-width',
  title: 'Finite-width prediction against simulation, four layers',
  async make(context) {
    const seeds = seedsOf(context);
    const panels: Panel[] = [];
    for (const plan of PLANS) {
      const runs = await simulated(context, plan, seeds);
      const lines = predictions(plan, context.quick);
      panels.push(bandPanel(context, plan, runs, lines, 'ratio'), bandPanel(context, plan, runs, lines, 'first'));
    }
    return {
      caption: `Not in the source. ${PROTOCOL(seeds)} Lines: rank-one flow from the effective start of random weights of width 100, to leading order in 1/√N, without a fitted number; bands: its standard deviation over seeds. For comparison, the closed form of t_A for L_f = 4 at u_0 = 0.1 is 313 steps, the prediction here 1662.`,
      panels,
    };
  },
};

function layerStyle(fusionLayer: number) {
  return SWEEP[LAYERS.findIndex((layer) => layer === fusionLayer)];
}

function ratioPanel(
  context: FigureContext,
  plan: SweepPlan,
  runs: Runs,
  theory: (setting: Setting, fusionLayer: number) => number,
): Panel {
  const points = plan.points(context.quick);
  const sweeps = LAYERS.map((fusionLayer, l): Sweep => ({
    label: fusionLabel(networkOf(fusionLayer)),
    style: layerStyle(fusionLayer),
    theory: plan.line.map((x) => ({ x, y: theory(plan.setting(x), fusionLayer) })),
    simulation: points.flatMap((x, i) => markOf(x, runs[l][i].flatMap(timeRatio))),
  }));
  const y: Axis = { label: 't_B/t_A', scale: 'log', ...plan.ratio };
  return sweepPanel({ id: plan.id, title: `${plan.id} · ${plan.title}`, x: plan.axis, y, sweeps });
}

/** Fusion layers that have a unimodal phase. */
const LATER = LAYERS.filter((layer) => layer > 1);

/** Where the lines have a point, and what is predicted there for random weights. */
interface Predicted {
  readonly x: number;
  readonly prediction: RandomTimes;
}

/** By fusion layer of {@link LATER}. */
function predictions(plan: SweepPlan, quick: boolean): Predicted[][] {
  const line = plan.line.filter((_, i) => !quick || i % 12 === 0 || i === plan.line.length - 1);
  return LATER.map((layer) =>
    line.flatMap((x) => {
      const setting = plan.setting(x);
      const weights = { network: networkOf(layer), width: WIDTH, learningRate: RATE };
      const prediction = randomTimes(data(setting), { ...weights, start: { initScale: setting.initScale } });
      return prediction === null ? [] : [{ x, prediction }];
    }),
  );
}

/** Fusion layers 2 to 4 with the predicted spread, as time ratio or as the time of the modality learned first. */
function bandPanel(
  context: FigureContext,
  plan: SweepPlan,
  runs: Runs,
  lines: readonly (readonly Predicted[])[],
  what: 'ratio' | 'first',
): Panel {
  const points = plan.points(context.quick);
  const valueOf = (run: Simulation): number[] => (what === 'ratio' ? timeRatio(run) : bothTimes(run).slice(0, 1));
  const predicted = lines.map((line) => line.map(({ x, prediction }) => predictedRow(x, prediction, what)));
  const sweeps = LATER.map((layer, l): Sweep => ({
    label: fusionLabel(networkOf(layer)),
    style: layerStyle(layer),
    theory: predicted[l].map(({ x, y }) => ({ x, y })),
    simulation: points.flatMap((x, i) => markOf(x, runs[LAYERS.indexOf(layer)][i].flatMap(valueOf))),
  }));
  const panel = sweepPanel({
    id: `${plan.id}-${what}`,
    title: `${plan.title}: ${what === 'ratio' ? 'time ratio' : 'time of A'}`,
    x: plan.axis,
    y: { label: what === 'ratio' ? 't_B/t_A' : 't_A (steps)', scale: 'log', ...plan[what] },
    sweeps,
  });
  const bands = LATER.map((layer, l): Mark => ({
    kind: 'band',
    series: fusionLabel(networkOf(layer)),
    role: 'theory',
    colour: layerStyle(layer).colour,
    rows: predicted[l],
  }));
  return { ...panel, spec: { ...panel.spec, marks: [...bands, ...panel.spec.marks] } };
}

function predictedRow(x: number, { tA, tB, timeRatio: ratio, std }: RandomTimes, what: 'ratio' | 'first') {
  const first = tA <= tB ? { time: tA, spread: std.tA } : { time: tB, spread: std.tB };
  const [y, spread] = what === 'ratio' ? [ratio, std.timeRatio] : [first.time, first.spread];
  return { x, y, low: y - spread, high: y + spread };
}

/** Fig 6a: loss over time for each fusion layer. */
async function trajectories(context: FigureContext): Promise<Panel> {
  const correlations = data({ ratio: 2, rho: 0, initScale: U_0 });
  const start = { initScale: U_0 };
  const thinning = { every: 20 };
  const jobs = LAYERS.map((layer) => forSteps(problemOf(correlations), networkOf(layer), { start }, END, { thinning }));
  const runs = (await context.simulate(jobs, [1])).map(([run]) => asCurves(simulatedCurves(run)));
  const sweeps = LAYERS.map((fusionLayer, l): Sweep => {
    const network = networkOf(fusionLayer);
    const line = asCurves(expectedCurves({ correlations, network, width: WIDTH, start, learningRate: RATE, end: END }));
    const rows = ({ t, loss }: typeof line): FigureRow[] => t.map((x, i) => ({ x, y: loss[i] }));
    return {
      label: fusionLabel(network),
      style: layerStyle(fusionLayer),
      theory: rows(line),
      simulation: thinned(rows(runs[l]), l / LAYERS.length),
    };
  });
  return sweepPanel({
    id: 'a',
    title: 'a · loss',
    x: { label: 'time t (steps)', domain: [0, END] },
    y: { label: 'loss', domain: [0, 2.8] },
    sweeps,
  });
}
