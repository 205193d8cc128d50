/** A run under way: its log, the plateaus of its problem, and when the next modality comes into use. */
import { toyProblem } from '../problem/from-general.js';
import { diagnose, stretches, type Diagnosis, type RunLog, type RunQuestion } from '../diagnose/index.js';
import { surenessOf } from '../diagnose/advice.js';
import { typicalTrajectory } from '../flows/random/index.js';
import { digits, percent, steps, stepsWithSpread } from '../predict/numbers.js';
import { network as networkOf } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { TrajectoryPoint } from '../simulate/index.js';
import { settingsInWords } from './captions.js';
import { plainName, spaced } from './events.js';
import type { FigureEntry } from './grammar/entry.js';
import type { Figure, FigureRow, LegendEntry, Mark } from './grammar/spec.js';
import { forSteps } from './protocol.js';

/** A log, what was asked of it and what it says. */
export interface DiagnosisQuestion extends RunQuestion {
  /** The data of the run. */
  readonly problem: Problem;
  /** Its losses. */
  readonly log: RunLog;
  /** What `diagnose` said. */
  readonly diagnosis: Diagnosis;
}

/** Rows of the log that are drawn. */
const MOST_ROWS = 600;
/** The picture ends so much after the log, and after the latest time forecast: there is room for the names of plateaus. */
const AFTER = 2.5;
const DEFAULT_WIDTH = 100;

/** The picture of a log; marks are what came afterwards, where that is known. */
export function diagnosisPanels(
  question: DiagnosisQuestion,
  after: readonly TrajectoryPoint[] = [],
): Pick<Figure, 'caption' | 'panels'> {
  const { log, diagnosis } = question;
  const { next, plateaus } = diagnosis;
  const now = log.steps[log.steps.length - 1];
  const later = next?.time ? [next.time.mean, next.time.q95].filter((time) => Number.isFinite(time)) : [];
  const end = AFTER * Math.max(now, ...later);
  const firstStep = log.steps.find((step) => step > 0) ?? 1;
  const from = Math.max(firstStep, Math.min(now, ...diagnosis.seen.map(({ step }) => step)) / 20);
  const drawn = thinnedLog(log, from);
  const top = 1.12 * Math.max(...plateaus.map(({ loss }) => loss), ...drawn.map(({ y }) => y ?? 0));
  const forecast = forecastMarks(question, now, end, top);
  const came = after.filter(({ step }) => step > now && step <= end);
  const marks: Mark[] = [
    ...forecast.band,
    ...plateauMarks(diagnosis, end, top),
    { kind: 'line', series: 'log', role: 'reference', colour: 'blue', dash: 'solid', rows: drawn },
    ...testMarks(log, from),
    ...forecast.curve,
    {
      ...{ kind: 'points', series: 'what came', role: 'simulation', colour: 'text', symbol: 'circle', radius: 3 },
      rows: came.length === 0 ? [] : spaced(came, now).map(({ step, loss }) => ({ x: step, y: loss })),
    },
    ...seenMarks(diagnosis, drawn),
  ];
  const legend: LegendEntry[] = [
    { label: 'log', colour: 'blue', dash: 'solid' },
    ...(log.columns?.['test_loss'] === undefined
      ? []
      : [{ label: 'its test_loss', colour: 'green', dash: 'dashdot' } as const]),
    { label: 'plateaus', colour: 'grey', dash: 'dotted' },
    ...forecast.legend,
    ...(came.length === 0 ? [] : [{ label: 'what came', colour: 'text', symbol: 'circle' } as const]),
  ];
  const spec = {
    size: { width: 640, height: 320 },
    x: { label: 'time t (steps)', scale: 'log', domain: [from, end] },
    y: { label: 'loss (½ mean square)', domain: [0, top] },
    marks,
    legend,
  } as const;
  const uses = diagnosis.uses.length === 0 ? 'nothing' : plainName(diagnosis.uses.join(' and '));
  const title = `Uses ${uses} (${surenessOf(diagnosis.confidence)}); misfit ${percent(diagnosis.misfit)}`;
  return { caption: captionOf(question), panels: [{ id: 'a', title, spec }] };
}

/** Medians over stretches of the log, as `diagnose` has them, no more than there is room for. */
function thinnedLog(log: RunLog, from: number): FigureRow[] {
  const parts = stretches(log).filter(({ step }) => step >= from);
  const every = Math.ceil(parts.length / MOST_ROWS);
  return parts
    .filter((_, i) => i % every === 0 || i === parts.length - 1)
    .map(({ step, loss }) => ({ x: step, y: loss }));
}

function testMarks({ steps: at, columns }: RunLog, from: number): Mark[] {
  const values = columns?.['test_loss'];
  if (values === undefined) return [];
  const measured = [...at.keys()].filter((i) => at[i] >= from && !Number.isNaN(values[i]));
  const every = Math.ceil(measured.length / MOST_ROWS);
  const rows = measured.filter((_, i) => i % every === 0).map((i) => ({ x: at[i], y: values[i] }));
  return [{ kind: 'line', series: 'test_loss', role: 'reference', colour: 'green', dash: 'dashdot', rows }];
}

/** Names of heights that are closer than this share of the axis stand together. */
const CLOSE = 0.06;

/** Heights, with their names at the right end; the one that the log is at in its colour. */
function plateauMarks({ plateaus, plateau: here }: Diagnosis, end: number, top: number): Mark[] {
  const sorted = [...plateaus].sort((one, other) => other.loss - one.loss);
  const rules = sorted.map(({ name, loss }): Mark => {
    const colour = name === here.name ? 'blue' : 'grey';
    return { kind: 'rule', series: `plateau ${name}`, role: 'theory', colour, dash: 'dotted', rows: [{ y: loss }] };
  });
  const groups: { loss: number; names: string[] }[] = [];
  for (const { name, loss } of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && last.loss - loss < CLOSE * top) last.names.push(name);
    else groups.push({ loss, names: [name] });
  }
  const rows = groups.map(({ loss, names }) => ({ x: end, y: loss, label: names.map(manifold).join(', ') }));
  const words = { series: 'plateaus', role: 'theory', colour: 'text', anchor: 'end', offset: [-4, -7] } as const;
  return [...rules, { kind: 'text', ...words, rows }];
}

/** `M_{name}`. */
const manifold = (name: string): string => (name.startsWith('M_') ? `M_{${plainName(name.slice(2))}}` : name);

/** Transitions that were seen: a dot on the log, with what came into use. */
function seenMarks({ seen }: Diagnosis, drawn: readonly FigureRow[]): Mark[] {
  return seen.flatMap(({ modality, step }): Mark[] => {
    const after = drawn.find(({ x }) => (x ?? 0) >= step);
    if (after === undefined) return [];
    const base = { series: `seen: ${modality}`, role: 'theory', colour: 'text' } as const;
    const at = { x: step, y: after.y ?? 0 };
    return [
      { ...base, kind: 'points', symbol: 'circle', radius: 4, filled: true, rows: [at] },
      { ...base, kind: 'text', anchor: 'start', offset: [8, -6], rows: [{ ...at, label: plainName(modality) }] },
    ];
  });
}

/** What comes next: nine in ten starts as a band, the mean as a line, and the loss of the typical start that agrees with the log. */
function forecastMarks(
  { problem, network, width = DEFAULT_WIDTH, learningRate, initScale, diagnosis }: DiagnosisQuestion,
  now: number,
  end: number,
  top: number,
): { band: Mark[]; curve: Mark[]; legend: LegendEntry[] } {
  const { next, calibrated } = diagnosis;
  if (!next?.time) return { band: [], curve: [], legend: [] };
  const { mean, std, q05, q95 } = next.time;
  const base = { series: `next: ${next.modality}`, role: 'theory', colour: 'vermilion' } as const;
  const band = [q05, Number.isFinite(q95) ? q95 : end].map((x) => ({ x, low: 0, high: top }));
  const scale = calibrated?.initScale ?? initScale;
  const typical = { problem, network: networkOf(network), width, learningRate, measure: 'output', until: end } as const;
  const points = scale === undefined ? [] : typicalTrajectory({ ...typical, start: { initScale: scale } }).points;
  const coming = points.filter(({ step, loss }) => step >= now && loss !== null);
  const rows = coming.map(({ step, loss }) => ({ x: step, y: loss ?? 0 }));
  return {
    band: [
      { ...base, kind: 'band', rows: band },
      { ...base, kind: 'rule', dash: 'dashed', rows: [{ x: mean }] },
    ],
    curve: [{ ...base, series: 'typical start', kind: 'line', dash: 'dashed', rows }],
    legend: [
      {
        label: `next, ${plainName(next.modality)}: step ${stepsWithSpread(mean, std)}`,
        colour: 'vermilion',
        dash: 'dashed',
      },
    ],
  };
}

function captionOf({ problem, network, width, learningRate, initScale, diagnosis }: DiagnosisQuestion): string {
  const { calibrated, next, plateau } = diagnosis;
  const known = initScale ?? calibrated?.initScale;
  const start = known === undefined ? null : { initScale: Number(known.toPrecision(3)) };
  const fitted = calibrated === null ? '' : ' u_0 is fitted to the last transition.';
  const asked = { width: width ?? DEFAULT_WIDTH, start, learningRate };
  const forecast = next?.time
    ? ` Band: nine in ten starts that agree with the log, steps ${steps(next.time.q05)} to ${steps(next.time.q95)}; dashed: their mean, and the loss of the typical one.`
    : '';
  return `${settingsInWords(problem, networkOf(network), asked)}${fitted} Dotted: the known plateaus; the log ends at ${digits(plateau.observed)}, nearest to ${manifold(plateau.name)} at ${digits(plateau.loss)}. Dots: transitions seen.${forecast}`;
}

/** Our own: a run on the source's toy data, cut on its plateau. */
const OWN = { width: 100, learningRate: 0.04, initScale: 0.001, cut: 90, steps: 1000, seed: 11 };

/** A run of ours, cut on its plateau, and what came. */
export const diagnosis: FigureEntry = {
  id: 'diagnose',
  title: 'A run under way: what it uses, and what comes next',
  async make(context) {
    const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
    const network = networkOf({ depth: 2, fusionLayer: 2 });
    const { width, learningRate } = OWN;
    const start = { initScale: OWN.initScale };
    const job = forSteps(problem, network, { width, start, learningRate }, OWN.steps, { thinning: { every: 1 } });
    const [[{ trajectory }]] = await context.simulate([job], [OWN.seed]);
    const before = trajectory.filter(({ step }) => step <= OWN.cut);
    const log = {
      steps: Float64Array.from(before, ({ step }) => step),
      losses: Float64Array.from(before, ({ loss }) => loss),
    };
    const asked = { network, width, learningRate };
    const question = { problem, log, diagnosis: diagnose(log, problem, asked), ...asked };
    const { caption, panels } = diagnosisPanels(question, trajectory);
    const own = `Scalar modalities with σ_A = 2, σ_B = 1, ρ = 0.5: a simulated run (u_0 = ${OWN.initScale}, not told; seed ${OWN.seed}) up to step ${OWN.cut}, and what came.`;
    return { caption: `${own} ${caption}`, panels };
  },
};
